import { devianceTerm } from "./deviance-term.js";
import { stirlingCorrection } from "./stirling-correction.js";

const SMALLEST = 1e-300;
const MAXIMUM_TERMS = 200_000;

/** Point and shape of an incomplete beta function; `complement` = 1 − x, given where it is known better. */
export interface BetaPoint {
  readonly x: number;
  readonly complement?: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Regularized incomplete beta function I_x(a, b).
 *
 * Domain  0 <= x <= 1; a, b > 0.
 * Error   relative 1e-12, small values included.
 * Method  continued fraction by Lentz's algorithm, its factor as a saddle-point density.
 * Source  Press et al., Numerical Recipes, §6.4; Loader 2000.
 */
export function incompleteBeta({ x, complement = 1 - x, a, b }: BetaPoint): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  const factor = densityFactor({ x, complement, a, b });
  if (x < (a + 1) / (a + b + 2)) return (factor * continuedFraction(x, a, b)) / a;
  return 1 - (factor * continuedFraction(complement, b, a)) / b;
}

/**
 * x^a (1 − x)^b / B(a, b), free of the cancellation that log-gamma differences suffer for large shapes.
 *
 * Domain  0 < x < 1; a, b > 0.
 * Error   relative 1e-13.
 * Source  Loader 2000.
 */
export function densityFactor({ x, complement = 1 - x, a, b }: BetaPoint): number {
  const n = a + b;
  const correction = stirlingCorrection(n) - stirlingCorrection(a) - stirlingCorrection(b);
  const deviance = devianceTerm(a, n * x) + devianceTerm(b, n * complement);
  return Math.sqrt((a / n) * (b / (2 * Math.PI))) * Math.exp(correction - deviance);
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAXIMUM_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return fraction;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < SMALLEST ? SMALLEST : value;
}
