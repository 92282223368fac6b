import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { normalQuantile } from "../distributions/normal.js";
import { requireCount, requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";
import { bonettPriceEstimate, type DiscordantPairs } from "./bonett-price-estimate.js";

/**
 * Bonett–Price interval of the difference of two paired proportions, candidate − baseline.
 *
 * Shapes  candidateOnly + baselineOnly <= n; level in (0, 1).
 * Units   difference of proportions, cut to [-1, 1].
 * Null    for n = 0.
 * Source  Bonett & Price 2012.
 * @throws StatisticInputError when a count or the level is outside its domain.
 */
export function bonettPriceInterval(pairs: DiscordantPairs, level: number): Interval | null {
  const { candidateOnly, baselineOnly, n } = pairs;
  const statistic = "bonettPriceInterval";
  requireOpenUnit(level, { statistic, name: "level" });
  for (const [name, count] of Object.entries(pairs)) requireCount(count, { statistic, name });
  if (candidateOnly + baselineOnly > n) {
    throw new StatisticInputError(statistic, {
      name: "candidateOnly + baselineOnly",
      received: candidateOnly + baselineOnly,
      allowed: `at most n = ${n}`,
    });
  }
  if (n === 0) return null;
  const { difference, standardError } = bonettPriceEstimate(pairs);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return { level, lower: Math.max(-1, difference - half), upper: Math.min(1, difference + half) };
}
