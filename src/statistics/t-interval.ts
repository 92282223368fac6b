import type { Interval } from "../domain/experiment/experiment-summary.js";
import { studentTQuantile } from "./distributions/student-t.js";
import { requireOpenUnit } from "./require-parameter.js";

/**
 * Student-t interval of a mean.
 *
 * Shapes  sample: what `describe` returns.
 * Units   those of the mean; level in (0, 1).
 * Null    for n < 2, where no standard error exists.
 * Source  Student 1908: mean ± t((1 + level) / 2; n − 1) · SE.
 * @throws StatisticInputError when the level is outside (0, 1).
 */
export function tInterval(
  sample: { readonly n: number; readonly mean: number | null; readonly standardError: number | null },
  level: number,
): Interval | null {
  requireOpenUnit(level, { statistic: "tInterval", name: "level" });
  if (sample.mean === null || sample.standardError === null || sample.n < 2) return null;
  const half = -studentTQuantile((1 - level) / 2, sample.n - 1) * sample.standardError;
  return { level, lower: sample.mean - half, upper: sample.mean + half };
}
