import type { MetricKind } from "../domain/experiment-summary.js";
import { metricUnit } from "../domain/metric-unit.js";

/** A metric with its unit, as tables and axes name it: `latency_ms (ms)`; scores have none. */
export function metricName({ metric, kind }: { readonly metric: string; readonly kind: MetricKind }): string {
  const unit = metricUnit(kind);
  return unit === null ? metric : `${metric} (${unit})`;
}
