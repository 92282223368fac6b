import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { MetricKind } from "../domain/experiment/experiment-summary.js";

/** What a metric of a report measures; one that no experiment has is taken for a score. */
export function metricKind({ experiments }: ComparisonReport, metric: string): MetricKind {
  const summary = experiments.flatMap(({ metrics }) => metrics).find(({ name }) => name === metric);
  return summary?.kind ?? "score";
}
