import { normalQuantile } from "../distributions/normal.js";
import type { Interval } from "../interval.js";
import { type ProportionSample, requireProportion } from "./proportion-sample.js";

/**
 * Agresti–Coull interval of a proportion: Wald's formula after adding z²/2 successes and failures.
 *
 * Shapes  0 <= successes <= n; level in (0, 1).
 * Units   proportions, cut to [0, 1].
 * Null    for n = 0.
 * Source  Agresti & Coull 1998.
 * @throws StatisticInputError when successes, n or level is outside its domain.
 */
export function agrestiCoullInterval(sample: ProportionSample, level: number): Interval | null {
  requireProportion("agrestiCoullInterval", { ...sample, level });
  if (sample.n === 0) return null;
  const z = -normalQuantile((1 - level) / 2);
  const n = sample.n + z * z;
  const p = (sample.successes + (z * z) / 2) / n;
  const half = z * Math.sqrt((p * (1 - p)) / n);
  return { level, lower: Math.max(0, p - half), upper: Math.min(1, p + half) };
}
