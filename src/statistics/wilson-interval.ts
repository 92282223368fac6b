import type { Interval } from "../domain/experiment/experiment-summary.js";
import { normalQuantile } from "./distributions/normal.js";
import { type ProportionSample, requireProportion } from "./intervals/proportion-sample.js";

/**
 * Wilson score interval of a proportion: the default for pass rates, right down to n = 1.
 *
 * Shapes  0 <= successes <= n; level in (0, 1).
 * Units   proportions in [0, 1]; ends exact at 0 and n successes.
 * Null    for n = 0.
 * Source  Wilson 1927.
 * @throws StatisticInputError when successes, n or level is outside its domain.
 */
export function wilsonInterval(sample: ProportionSample, level: number): Interval | null {
  requireProportion("wilsonInterval", { ...sample, level });
  const { successes, n } = sample;
  if (n === 0) return null;
  const z = -normalQuantile((1 - level) / 2);
  const p = successes / n;
  const denominator = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / denominator;
  const half = (z / denominator) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return {
    level,
    lower: successes === 0 ? 0 : Math.min(p, centre - half),
    upper: successes === n ? 1 : Math.max(p, centre + half),
  };
}
