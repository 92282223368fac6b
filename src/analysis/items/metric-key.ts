import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { MetricKey, RunMetric } from "../../domain/score/score-store.js";

/** How the store knows a metric of an experiment. */
export function metricKey(
  experimentId: string,
  { kind, name }: Pick<MetricSummary, "kind" | "name">,
): MetricKey {
  return kind === "score" ? { experimentId, score: name } : { experimentId, runMetric: name as RunMetric };
}
