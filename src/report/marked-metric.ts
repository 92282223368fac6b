import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { MetricKind } from "../domain/experiment/experiment-summary.js";
import { metricName } from "./metric-name.js";

/** A metric as tables name it, with its unit and the mark of the primary one: `quality (primary)`. */
export function markedMetric(
  { policy }: Pick<ComparisonReport, "policy">,
  named: { readonly metric: string; readonly kind: MetricKind },
): string {
  return named.metric === policy.primaryMetric ? `${metricName(named)} (primary)` : metricName(named);
}
