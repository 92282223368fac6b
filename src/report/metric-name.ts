import { metricUnit } from "../domain/comparison/metric-unit.js";
import type { MetricKind } from "../domain/experiment/experiment-summary.js";

/** A metric with its unit, as tables and axes name it: `latency_ms (ms)`; scores have none. */
export function metricName({ metric, kind }: { readonly metric: string; readonly kind: MetricKind }): string {
  const unit = metricUnit(kind);
  return unit === null ? metric : `${metric} (${unit})`;
}
