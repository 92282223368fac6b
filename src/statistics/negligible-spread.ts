/**
 * Whether a standard deviation is only rounding noise, so that tests on it would report certainty.
 *
 * Units   both in those of the values; `magnitude` is the size of the values the noise came from.
 * Why     SciPy gives p = 1e-32 for three equal differences of 0.1, whose deviation is 1e-17.
 */
export function isNegligibleSpread(standardDeviation: number, magnitude: number): boolean {
  return standardDeviation <= 8 * Number.EPSILON * Math.abs(magnitude);
}
