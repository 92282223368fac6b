import { findRootOfIncreasing } from "../find-root.js";
import { requireOpenUnit, requirePositive } from "../require-parameter.js";
import { incompleteBeta } from "./incomplete-beta.js";
import { logGamma } from "./log-gamma.js";

/** From here on t² and its relatives leave the range of floating point, and the tail is its leading term. */
const EXTREME = 1e120;

/**
 * Upper tail of Student's t distribution, P(T > t).
 *
 * Domain  degreesOfFreedom > 0, not necessarily whole.
 * Error   relative 1e-12, deep tails included.
 * Source  Abramowitz & Stegun 26.7.1.
 * @throws StatisticInputError when degreesOfFreedom is not above 0.
 */
export function studentTSurvival(t: number, degreesOfFreedom: number): number {
  requirePositive(degreesOfFreedom, { statistic: "studentTSurvival", name: "degreesOfFreedom" });
  return t < 0 ? 1 - upperTail(-t, degreesOfFreedom) : upperTail(t, degreesOfFreedom);
}

/**
 * Quantile of Student's t distribution.
 *
 * Domain  0 < p < 1; degreesOfFreedom > 0.
 * Error   relative 1e-12, for p as near to 0 as floating point goes.
 * Method  root finding on log tail against log t, where both tails are nearly straight lines.
 * @throws StatisticInputError when p or degreesOfFreedom is outside its domain.
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  requireOpenUnit(p, { statistic: "studentTQuantile", name: "p" });
  requirePositive(degreesOfFreedom, { statistic: "studentTQuantile", name: "degreesOfFreedom" });
  if (p === 0.5) return 0;
  if (p < 0.5) return -positiveQuantile(p, degreesOfFreedom);
  return positiveQuantile(1 - p, degreesOfFreedom);
}

/** The last quantile, as tests of one sample, and simulations, ask for the same again and again. */
let last = { tail: Number.NaN, degreesOfFreedom: Number.NaN, quantile: Number.NaN };

function positiveQuantile(tail: number, degreesOfFreedom: number): number {
  if (last.tail !== tail || last.degreesOfFreedom !== degreesOfFreedom)
    last = { tail, degreesOfFreedom, quantile: findQuantile(tail, degreesOfFreedom) };
  return last.quantile;
}

function findQuantile(tail: number, degreesOfFreedom: number): number {
  const evaluate =
    tail > 0.25
      ? (logT: number) => Math.log(betweenZeroAnd(Math.exp(logT), degreesOfFreedom) / (0.5 - tail))
      : (logT: number) => Math.log(tail / upperTail(Math.exp(logT), degreesOfFreedom));
  return Math.exp(findRootOfIncreasing(evaluate, 0));
}

function upperTail(t: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2;
  if (t > EXTREME) {
    const logBeta = logGamma(a) + logGamma(0.5) - logGamma(a + 0.5);
    const logX = Math.log(degreesOfFreedom) - 2 * Math.log(t);
    return 0.5 * Math.exp(a * logX - Math.log(a) - logBeta);
  }
  return 0.5 * incompleteBeta({ ...ratios(t, degreesOfFreedom), a, b: 0.5 });
}

/** P(0 < T < t), precise where the tail is near one half. */
function betweenZeroAnd(t: number, degreesOfFreedom: number): number {
  const { x, complement } = ratios(t, degreesOfFreedom);
  return 0.5 * incompleteBeta({ x: complement, complement: x, a: 0.5, b: degreesOfFreedom / 2 });
}

function ratios(t: number, degreesOfFreedom: number): { readonly x: number; readonly complement: number } {
  const sum = degreesOfFreedom + t * t;
  return { x: degreesOfFreedom / sum, complement: (t * t) / sum };
}
