import { describe, sizeOf } from "./describe.js";
import { isNegligibleSpread } from "./negligible-spread.js";

/** Moments of a sample. */
export interface SampleMoments {
  readonly n: number;
  readonly mean: number;
  /** Divisor n − 1; 0 where it is only rounding noise. */
  readonly standardDeviation: number;
  /** Moment skewness; 0 where the values do not vary. */
  readonly skewness: number;
}

/**
 * The moments of a sample without one of its values, from sums kept once: no pass over the sample for each.
 *
 * Shapes  values: length n >= 3. Gives a function from one of the values (null = none) to the moments of all others.
 * Method  central sums about the mean of all, moved to the mean of those left.
 * @throws NonFiniteValueError
 */
export function momentsWithout(values: readonly number[]): (left: number | null) => SampleMoments {
  const sample = describe(values);
  const centre = sample.mean as number;
  const size = sizeOf(sample);
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    squares += (value - centre) ** 2;
    cubes += (value - centre) ** 3;
  }
  return (left) => {
    const n = left === null ? values.length : values.length - 1;
    const away = left === null ? 0 : left - centre;
    const shift = -away / n;
    const rest = squares - away ** 2;
    const second = Math.max(0, rest - n * shift ** 2);
    const third = cubes - away ** 3 - 3 * shift * rest + 2 * n * shift ** 3;
    const deviation = Math.sqrt(second / (n - 1));
    // What is left of values that do not vary is noise of the squares, which is the root of that of the values.
    const isFlat = isNegligibleSpread(deviation ** 2, size ** 2) || isNegligibleSpread(deviation, size);
    return {
      n,
      mean: centre + shift,
      standardDeviation: isFlat ? 0 : deviation,
      skewness: isFlat ? 0 : third / n / (second / n) ** 1.5,
    };
  };
}
