import { stirlingSeries } from "./stirling-correction.js";

const HALF_LOG_TWO_PI = 0.918_938_533_204_672_7;

/**
 * Natural logarithm of the gamma function.
 *
 * Domain  x > 0.
 * Error   absolute 1e-14 below 15, relative 1e-15 above.
 * Method  recurrence up to x >= 15, then Stirling's series.
 * Source  Abramowitz & Stegun 6.1.15 and 6.1.40.
 */
export function logGamma(x: number): number {
  let product = 1;
  let argument = x;
  while (argument < 15) {
    product *= argument;
    argument += 1;
  }
  const stirling = (argument - 0.5) * Math.log(argument) - argument + HALF_LOG_TWO_PI;
  return stirling + stirlingSeries(argument) - Math.log(product);
}
