import { betaQuantile } from "../distributions/beta.js";
import type { Interval } from "../interval.js";
import { type ProportionSample, requireProportion } from "./proportion-sample.js";

/**
 * Jeffreys interval of a proportion: central credible interval under the Beta(½, ½) prior.
 *
 * Shapes  0 <= successes <= n; level in (0, 1).
 * Units   proportions in (0, 1); the ends are never exactly 0 or 1.
 * Null    for n = 0.
 * Source  Brown, Cai & DasGupta 2001.
 * @throws StatisticInputError when successes, n or level is outside its domain.
 */
export function jeffreysInterval(sample: ProportionSample, level: number): Interval | null {
  requireProportion("jeffreysInterval", { ...sample, level });
  const { successes, n } = sample;
  if (n === 0) return null;
  const tail = (1 - level) / 2;
  const shape = { a: successes + 0.5, b: n - successes + 0.5 };
  return {
    level,
    lower: betaQuantile(tail, shape),
    upper: 1 - betaQuantile(tail, { a: shape.b, b: shape.a }),
  };
}
