import { logGamma } from "../distributions/log-gamma.js";
import { requireCount } from "../require-parameter.js";

/**
 * E-value against "gains and losses are equally likely" for paired yes-or-no outcomes, valid at any time.
 *
 * Shapes  candidateOnly, baselineOnly: items so far that only one side passed.
 * Units   e-value > 0; 1 without discordant pairs; reject when it reaches 1 / alpha. Capped at the
 *         largest number, which 1,000 one-sided pairs reach.
 * Method  uniform mixture over the chance of a gain: 2^(b + c) · B(b + 1, c + 1).
 * Source  Robbins 1970; Grünwald, de Heide & Koolen 2024.
 * @throws StatisticInputError when a count is not a whole number >= 0.
 */
export function discordantEValue(pairs: {
  readonly candidateOnly: number;
  readonly baselineOnly: number;
}): number {
  const { candidateOnly, baselineOnly } = pairs;
  requireCount(candidateOnly, { statistic: "discordantEValue", name: "candidateOnly" });
  requireCount(baselineOnly, { statistic: "discordantEValue", name: "baselineOnly" });
  const n = candidateOnly + baselineOnly;
  const logBeta = logGamma(candidateOnly + 1) + logGamma(baselineOnly + 1) - logGamma(n + 2);
  return Math.min(Number.MAX_VALUE, Math.exp(n * Math.LN2 + logBeta));
}
