import { findRootOfIncreasing } from "../find-root.js";
import { requireOpenUnit, requirePositive } from "../require-parameter.js";
import { incompleteBeta } from "./incomplete-beta.js";

/** Shapes of a beta distribution, both above 0. */
interface BetaShape {
  readonly a: number;
  readonly b: number;
}

/**
 * Quantile of the beta distribution.
 *
 * Domain  0 < p < 1; a, b > 0.
 * Error   relative 1e-12 of the quantile, and of its distance to 1.
 * Method  root finding on the log of the smaller tail against the log odds of x.
 * @throws StatisticInputError when p or a shape is outside its domain.
 */
export function betaQuantile(p: number, { a, b }: BetaShape): number {
  requireOpenUnit(p, { statistic: "betaQuantile", name: "p" });
  requirePositive(a, { statistic: "betaQuantile", name: "a" });
  requirePositive(b, { statistic: "betaQuantile", name: "b" });
  const evaluate = (logOdds: number): number => {
    const x = 1 / (1 + Math.exp(-logOdds));
    const complement = 1 / (1 + Math.exp(logOdds));
    if (p <= 0.5) return Math.log(incompleteBeta({ x, complement, a, b }) / p);
    return Math.log((1 - p) / incompleteBeta({ x: complement, complement: x, a: b, b: a }));
  };
  const logOdds = findRootOfIncreasing(evaluate, Math.log(a / b));
  return 1 / (1 + Math.exp(-logOdds));
}
