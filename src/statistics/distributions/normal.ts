import { requireOpenUnit } from "../require-parameter.js";

const SQRT_TWO_PI = 2.506_628_274_631_000_7;
/** Above this the continued fraction of the tail converges fast; below it the central series does. */
const TAIL_FROM = 2.5;

/**
 * Upper tail of the standard normal distribution, P(Z > z).
 *
 * Error   relative 1e-13, deep tails included.
 * Method  power series in the centre, Laplace's continued fraction in the tail.
 * Source  Abramowitz & Stegun 26.2.11 and 26.2.14.
 */
export function normalSurvival(z: number): number {
  if (z < 0) return 1 - normalSurvival(-z);
  return z < TAIL_FROM ? 0.5 - centralArea(z) : tail(z);
}

/** Standard normal distribution function, P(Z <= z); error as for `normalSurvival`. */
export function normalCdf(z: number): number {
  return normalSurvival(-z);
}

/** Standard normal density at z. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/**
 * Quantile of the standard normal distribution.
 *
 * Domain  0 < p < 1.
 * Error   relative 1e-14.
 * Method  Halley steps on the exact tail from Hastings' rational start.
 * Source  Abramowitz & Stegun 26.2.23 for the start.
 * @throws StatisticInputError when p is outside (0, 1).
 */
export function normalQuantile(p: number): number {
  requireOpenUnit(p, { statistic: "normalQuantile", name: "p" });
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/** z >= 0 with P(Z > z) = area, for 0 < area < ½. */
function upperQuantile(area: number): number {
  const r = Math.sqrt(-2 * Math.log(area));
  const over = 2.515517 + r * (0.802853 + r * 0.010328);
  let z = Math.max(0, r - over / (1 + r * (1.432788 + r * (0.189269 + r * 0.001308))));
  for (let step = 0; step < 4; step += 1) {
    const excess = area > 0.1 ? 0.5 - area - centralArea(z) : tail(z) - area;
    const newton = excess / normalDensity(z);
    z += newton / (1 - (newton * z) / 2);
  }
  return z;
}

/** P(0 < Z < z). */
function centralArea(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum * normalDensity(z);
}

/** P(Z > z) for z not near zero. */
function tail(z: number): number {
  let fraction = z;
  const depth = z > 12 ? 30 : Math.ceil(30 + 900 / (z * z));
  for (let index = depth; index >= 1; index -= 1) fraction = z + index / fraction;
  return normalDensity(z) / fraction;
}
