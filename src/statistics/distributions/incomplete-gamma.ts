import { devianceTerm } from "./deviance-term.js";
import { stirlingCorrection } from "./stirling-correction.js";

const SMALLEST = 1e-300;
const MAXIMUM_TERMS = 200_000;

/**
 * Upper regularized incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a).
 *
 * Domain  x >= 0; a > 0.
 * Error   relative 1e-12, small values included.
 * Method  power series below the mean, continued fraction above.
 * Source  Press et al., Numerical Recipes, §6.2; Loader 2000 for the factor.
 */
export function upperIncompleteGamma(x: number, { a }: { readonly a: number }): number {
  if (x <= 0) return 1;
  // x^a e^-x / Γ(a)
  const factor = Math.sqrt(a / (2 * Math.PI)) * Math.exp(-devianceTerm(a, x) - stirlingCorrection(a));
  return x < a + 1 ? 1 - factor * lowerSeries(x, a) : factor * upperFraction(x, a);
}

function lowerSeries(x: number, a: number): number {
  let term = 1 / a;
  let sum = term;
  for (let index = 1; index <= MAXIMUM_TERMS && term > sum * 1e-17; index += 1) {
    term *= x / (a + index);
    sum += term;
  }
  return sum;
}

function upperFraction(x: number, a: number): number {
  let b = x + 1 - a;
  let c = 1 / SMALLEST;
  let d = 1 / b;
  let fraction = d;
  for (let index = 1; index <= MAXIMUM_TERMS; index += 1) {
    const numerator = -index * (index - a);
    b += 2;
    const under = numerator * d + b;
    d = 1 / (Math.abs(under) < SMALLEST ? SMALLEST : under);
    const over = b + numerator / c;
    c = Math.abs(over) < SMALLEST ? SMALLEST : over;
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return fraction;
}
