import type { ComparedExperiment } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { ShownChange } from "../../formatting/describe-change.js";

/** A difference as its sentence shows it: yes-or-no values as shares. */
export function shownChange(
  difference: MetricDifference,
  experiments: readonly ComparedExperiment[],
): ShownChange {
  const summary = experiments
    .flatMap(({ metrics }) => metrics)
    .find(({ name, dataType }) => name === difference.metric && dataType !== undefined);
  return { ...difference, isShare: summary?.dataType === "BOOLEAN" };
}
