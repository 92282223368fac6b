import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { assertFinite } from "../non-finite-value-error.js";
import { requireOpenUnit } from "../require-parameter.js";
import { sortedQuantile } from "../sorted-quantile.js";

/**
 * Percentile bootstrap interval: plain quantiles of the replicates. Too narrow below about 30 items.
 *
 * Shapes  replicates: one estimate per resample, length >= 0.
 * Units   those of the estimate; level in (0, 1); quantiles of type 7.
 * Null    without replicates.
 * Source  Efron 1979.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the level is outside (0, 1).
 */
export function percentileInterval(replicates: ArrayLike<number>, level: number): Interval | null {
  requireOpenUnit(level, { statistic: "percentileInterval", name: "level" });
  assertFinite(replicates, "percentileInterval");
  const sorted = Float64Array.from(replicates).sort();
  const lower = sortedQuantile(sorted, (1 - level) / 2);
  const upper = sortedQuantile(sorted, (1 + level) / 2);
  return lower === null || upper === null ? null : { level, lower, upper };
}
