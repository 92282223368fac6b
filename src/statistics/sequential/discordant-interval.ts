import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { logGamma } from "../distributions/log-gamma.js";
import { findRoot } from "../find-root.js";
import { requireCount, requireOpenUnit } from "../require-parameter.js";

/**
 * Anytime-valid interval of the difference of paired yes-or-no outcomes, given how many pairs are discordant.
 *
 * Shapes  candidateOnly, baselineOnly: items so far that only one side passed; n: all items so far, n >= 1.
 * Units   difference of shares in [-1, 1]; level 1 − alpha at all times together.
 * Method  the shares of gains among discordant pairs whose e-value, the uniform mixture of `discordantEValue`, is below
 *         1 / alpha, times the share of discordant pairs. It excludes zero just when that e-value reaches 1 / alpha.
 * Source  Robbins 1970.
 * @throws StatisticInputError when a count or alpha is outside its domain.
 */
export function discordantInterval(
  {
    candidateOnly,
    baselineOnly,
    n,
  }: { readonly candidateOnly: number; readonly baselineOnly: number; readonly n: number },
  alpha: number,
): Interval {
  for (const [name, count] of Object.entries({ candidateOnly, baselineOnly, n }))
    requireCount(count, { statistic: "discordantInterval", name });
  requireOpenUnit(alpha, { statistic: "discordantInterval", name: "alpha" });
  const discordant = candidateOnly + baselineOnly;
  const level = 1 - alpha;
  if (discordant === 0) return { level, lower: -1, upper: 1 };
  const logBeta = logGamma(candidateOnly + 1) + logGamma(baselineOnly + 1) - logGamma(discordant + 2);
  const excess = (share: number): number =>
    logBeta - times(candidateOnly, share) - times(baselineOnly, 1 - share) + Math.log(alpha);
  const mode = candidateOnly / discordant;
  const lower = candidateOnly === 0 ? 0 : findRoot({ evaluate: excess, lower: 1e-300, upper: mode });
  const upper = baselineOnly === 0 ? 1 : findRoot({ evaluate: excess, lower: mode, upper: 1 - 1e-16 });
  const share = discordant / n;
  return { level, lower: share * (2 * lower - 1), upper: share * (2 * upper - 1) };
}

function times(count: number, share: number): number {
  return count === 0 ? 0 : count * Math.log(share);
}
