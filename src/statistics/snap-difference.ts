/** Decimal places, below the leading one of the values, that differences are rounded to; finer ones are noise. */
const PLACES = 12;
/** 10 to the power of this is the largest that a number holds exactly. */
const LARGEST_EXACT_POWER = 22;

/**
 * A difference without the noise of floating point, so that equal differences are equal and nearly-zero ones zero: 0.7 − 0.6
 * is 0.1.
 *
 * Units   those of the difference, rounded to 1e-12 of `magnitude`, the larger of the two values it was made from: costs
 *         of 1e-7 USD keep as many digits as scores. Without a magnitude the difference's own digits are rounded.
 */
export function snapDifference(difference: number, magnitude: number = difference): number {
  const size = Math.abs(magnitude);
  if (size === 0 || difference === 0) return difference === 0 ? 0 : difference;
  const exponent = PLACES - Math.floor(Math.log10(size));
  // Beyond the powers of ten that numbers hold there is nothing to be rounded to.
  if (Math.abs(exponent) > 300) return difference;
  const power = 10 ** Math.abs(exponent);
  const steps = Math.round(exponent < 0 ? difference / power : difference * power);
  if (steps === 0) return 0;
  if (exponent < 0) return steps * power;
  // Larger powers are not exact, so that a division by them would leave noise of its own.
  return exponent <= LARGEST_EXACT_POWER ? steps / power : Number(`${steps}e${-exponent}`);
}
