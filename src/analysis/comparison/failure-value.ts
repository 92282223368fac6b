import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { isWithinRange } from "../../domain/score/is-within-range.js";
import { UNIT_RANGE } from "../../domain/score/unit-range.js";
import type { Store } from "../../domain/store.js";
import { metricKey } from "../items/metric-key.js";
import { declaredScale, metricRange } from "./metric-range.js";

type ScoredMetric = Pick<MetricSummary, "name" | "kind" | "dataType">;

/**
 * What a failed run counts as on a metric: the worst value of its range where the policy says `missing: { failed: 0 }`.
 *
 * Null    without that policy, and for metrics without a range, which have no worst value: failed runs lack theirs.
 */
export async function failureValue(
  store: Pick<Store, "streamItemMeans">,
  { experiments, metric }: { readonly experiments: readonly Experiment[]; readonly metric: ScoredMetric },
  policy: Pick<ComparisonPolicy, "missing" | "higherIsBetter">,
): Promise<number | null> {
  const [first] = experiments;
  if (policy.missing.failed === undefined || metric.kind !== "score" || first === undefined) return null;
  const declared = declaredScale(first, metric.name);
  const isKnown = declared?.range != null || metric.dataType === "BOOLEAN";
  const range = metricRange(first, metric, !isKnown && (await areAllUnit(store, { experiments, metric })));
  if (range === null) return null;
  const higherIsBetter = policy.higherIsBetter[metric.name] ?? declared?.higherIsBetter ?? true;
  return higherIsBetter ? range.minimum : range.maximum;
}

async function areAllUnit(
  store: Pick<Store, "streamItemMeans">,
  { experiments, metric }: { readonly experiments: readonly Experiment[]; readonly metric: ScoredMetric },
): Promise<boolean> {
  for (const { id } of experiments)
    for await (const { mean } of store.streamItemMeans(metricKey(id, metric)))
      if (!isWithinRange(mean, UNIT_RANGE)) return false;
  return true;
}
