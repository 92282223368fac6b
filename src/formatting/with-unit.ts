import { metricUnit } from "../domain/comparison/metric-unit.js";
import type { MetricKind } from "../domain/experiment/experiment-summary.js";

/** A formatted figure with the unit of its metric, `12.35 ms`; a dash stays a dash. */
export function withUnit(text: string, kind: MetricKind): string {
  const unit = metricUnit(kind);
  return unit === null || text === "–" ? text : `${text} ${unit}`;
}
