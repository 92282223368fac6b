import { requireCount } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";
import { devianceTerm } from "./deviance-term.js";
import { incompleteBeta } from "./incomplete-beta.js";
import { stirlingCorrection } from "./stirling-correction.js";

/** n independent trials, each a success with probability p. */
interface BinomialTrials {
  readonly n: number;
  readonly p: number;
}

/**
 * Binomial distribution function, P(X <= k).
 *
 * Domain  n whole, >= 0; 0 <= p <= 1; k any number.
 * Error   relative 1e-12, deep tails included.
 * Source  Abramowitz & Stegun 26.5.24.
 * @throws StatisticInputError when n or p is outside its domain.
 */
export function binomialCdf(k: number, { n, p }: BinomialTrials): number {
  requireTrials("binomialCdf", { n, p });
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  if (whole >= n) return 1;
  return incompleteBeta({ x: 1 - p, complement: p, a: n - whole, b: whole + 1 });
}

/**
 * Binomial probability, P(X = k).
 *
 * Domain  n whole, >= 0; 0 <= p <= 1; 0 for a k that is not one of 0 … n.
 * Error   relative 1e-13.
 * Source  Loader 2000.
 * @throws StatisticInputError when n or p is outside its domain.
 */
export function binomialProbability(k: number, { n, p }: BinomialTrials): number {
  requireTrials("binomialProbability", { n, p });
  if (!Number.isInteger(k) || k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return p ** n;
  const failures = n - k;
  const deviance = devianceTerm(k, n * p) + devianceTerm(failures, n * (1 - p));
  const correction = stirlingCorrection(n) - stirlingCorrection(k) - stirlingCorrection(failures);
  return Math.sqrt(n / (2 * Math.PI * k * failures)) * Math.exp(correction - deviance);
}

function requireTrials(statistic: string, { n, p }: BinomialTrials): void {
  requireCount(n, { statistic, name: "n" });
  if (!(p >= 0 && p <= 1)) {
    throw new StatisticInputError(statistic, { name: "p", received: p, allowed: "a number from 0 to 1" });
  }
}
