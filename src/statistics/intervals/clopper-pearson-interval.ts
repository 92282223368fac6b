import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { betaQuantile } from "../distributions/beta.js";
import { type ProportionSample, requireProportion } from "./proportion-sample.js";

/**
 * Clopper–Pearson ("exact") interval of a proportion: covers at least as often as its level says, hence wide.
 *
 * Shapes  0 <= successes <= n; level in (0, 1).
 * Units   proportions in [0, 1].
 * Null    for n = 0.
 * Source  Clopper & Pearson 1934.
 * @throws StatisticInputError when successes, n or level is outside its domain.
 */
export function clopperPearsonInterval(sample: ProportionSample, level: number): Interval | null {
  requireProportion("clopperPearsonInterval", { ...sample, level });
  const { successes, n } = sample;
  if (n === 0) return null;
  const tail = (1 - level) / 2;
  return {
    level,
    lower: successes === 0 ? 0 : betaQuantile(tail, { a: successes, b: n - successes + 1 }),
    upper: successes === n ? 1 : 1 - betaQuantile(tail, { a: n - successes, b: successes + 1 }),
  };
}
