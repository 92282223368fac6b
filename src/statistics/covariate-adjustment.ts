import { requirePairs } from "./correlation/correlated-values.js";
import { describe } from "./describe.js";

/** A mean adjusted by a covariate. */
export interface AdjustedValues {
  /** Values with the adjusted mean, whose variance is that of the adjusted mean times n: for the tests of any sample. */
  readonly values: readonly number[];
  readonly slope: number;
  readonly correlation: number;
  /** Variance of the plain mean / variance of the adjusted one, minus 1. */
  readonly gain: number;
}

/**
 * Adjusts values by a covariate whose mean is known better than the sample knows it (CUPED, a control variate).
 *
 * Shapes  x, y: length n >= 3, x[i] and y[i] of the same item; `known`: the covariate of all items it is known of, those of the
 *         sample included, or the mean itself.
 * Method  y − θ (x − μ) with θ by least squares. Its variance is σ² / n, σ² of the residuals on n − 2 degrees of freedom, and
 *         θ² s² / N where μ is a mean of N items itself. So a covariate that is known of the sample alone gains nothing: the
 *         same items stand on both sides, and pairing has taken out what they have in common.
 * Null    where either does not vary, or the covariate explains the values without rest.
 * Source  Deng, Xu, Kohavi & Walker 2013; Cochran 1977, §9.9 (double sampling) for the second term.
 * @throws PairLengthError, NonFiniteValueError
 */
export function covariateAdjustment(
  { x, y }: { readonly x: readonly number[]; readonly y: readonly number[] },
  known: { readonly mean: number } | { readonly values: readonly number[] },
): AdjustedValues | null {
  requirePairs("covariateAdjustment", { x, y });
  const n = y.length;
  const [covariate, plain] = [describe(x), describe(y)];
  if (n < 3 || !covariate.variance || !plain.variance || covariate.mean === null || plain.mean === null)
    return null;
  let products = 0;
  for (const [index, value] of y.entries())
    products += (value - plain.mean) * ((x[index] as number) - covariate.mean);
  const slope = products / ((n - 1) * covariate.variance);
  const correlation = products / ((n - 1) * Math.sqrt(covariate.variance * plain.variance));
  const whole = "values" in known ? describe(known.values) : null;
  const target = "mean" in known ? known.mean : (whole?.mean as number);
  const adjusted = y.map((value, index) => value - slope * ((x[index] as number) - target));
  const { mean, variance } = describe(adjusted);
  if (mean === null || !variance || variance < 1e-20 * plain.variance) return null;
  const ofTarget = whole === null ? 0 : (slope ** 2 * (whole.variance ?? 0)) / whole.n;
  const needed = (variance * (n - 1)) / (n - 2) + ofTarget * n;
  const stretch = Math.sqrt(needed / variance);
  return {
    values: adjusted.map((value) => mean + stretch * (value - mean)),
    slope,
    correlation,
    gain: plain.variance / needed - 1,
  };
}
