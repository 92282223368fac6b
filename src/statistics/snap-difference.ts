/** Steps per unit that differences are rounded to; finer ones are noise (0.7 − 0.6 ≠ 0.1) and make false non-ties. */
const STEPS = 1e12;

/**
 * A difference without the noise of floating point, so that equal differences are equal and nearly-zero ones zero.
 *
 * Units   those of the difference, rounded to 1e-12; above 9,000 it is already coarser than that and stays as it is.
 */
export function snapDifference(difference: number): number {
  if (Math.abs(difference) < 1 / STEPS) return 0;
  const steps = Math.round(difference * STEPS);
  return Number.isSafeInteger(steps) ? steps / STEPS : difference;
}
