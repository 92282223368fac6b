/** Of the range's width: the mean of three values of 0.1 is a little more than 0.1. */
const ROUNDING = 1e-12;

/** Whether a value, or a mean of repetitions, lies in a range, but for the noise of floating point. */
export function isWithinRange(
  value: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): boolean {
  const slack = ROUNDING * (maximum - minimum);
  return value >= minimum - slack && value <= maximum + slack;
}
