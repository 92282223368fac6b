import type { Interval } from "../domain/experiment/experiment-summary.js";
import { describe, sizeOf } from "./describe.js";
import { studentTQuantile, studentTSurvival } from "./distributions/student-t.js";
import type { SampleMoments } from "./moments-without.js";
import { isNegligibleSpread } from "./negligible-spread.js";
import { requireOpenUnit } from "./require-parameter.js";

/** Result of a t test of a mean of skewed values. */
export interface SkewnessAdjustedTTest {
  /** Two-sided, against a mean of `nullMean`. */
  readonly pValue: number | null;
  /** One-sided, against a mean of at most `nullMean`. */
  readonly pValueAbove: number | null;
  readonly interval: Interval | null;
}

/**
 * Two-sided t test and interval of a mean, corrected for the skewness of the values.
 *
 * Shapes  values: length n >= 3 that vary.
 * Units   interval in those of the values; p in [0, 1].
 * Method  the cubic transformation x + γx²/3 + γ²x³/27 + γ/(6n) of x = (mean − μ) / s takes the place of x in Student's t;
 *         γ is the moment skewness. It never falls, so that interval and p agree.
 * Null    below three values and at zero variance.
 * Source  Hall 1992, On the removal of skewness by transformation.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the level is outside (0, 1).
 */
export function skewnessAdjustedTTest(
  values: readonly number[],
  { level, nullMean = 0 }: { readonly level: number; readonly nullMean?: number },
): SkewnessAdjustedTTest {
  requireOpenUnit(level, { statistic: "skewnessAdjustedTTest", name: "level" });
  const sample = describe(values);
  const { n, mean, standardDeviation: deviation } = sample;
  if (n < 3 || mean === null || deviation === null || isNegligibleSpread(deviation, sizeOf(sample)))
    return { pValue: null, pValueAbove: null, interval: null };
  const skewness = momentSkewness(values, { mean, deviation });
  const shift = skewness / (6 * n);
  const t = skewnessAdjustedT({ n, mean: mean - nullMean, standardDeviation: deviation, skewness });
  const half = -studentTQuantile((1 - level) / 2, n - 1) / Math.sqrt(n);
  const inverse = (y: number): number =>
    Math.abs(skewness) < 1e-8 ? y - shift : (3 / skewness) * (Math.cbrt(1 + skewness * (y - shift)) - 1);
  return {
    pValueAbove: studentTSurvival(t, n - 1),
    pValue: 2 * studentTSurvival(Math.abs(t), n - 1),
    interval: {
      level,
      lower: mean - deviation * inverse(half),
      upper: mean - deviation * inverse(-half),
    },
  };
}

/** The statistic of the test, to be compared with Student's t on n − 1 degrees of freedom, from the moments alone. */
export function skewnessAdjustedT({ n, mean, standardDeviation, skewness }: SampleMoments): number {
  const x = mean / standardDeviation;
  return (x + (skewness * x ** 2) / 3 + (skewness ** 2 * x ** 3) / 27 + skewness / (6 * n)) * Math.sqrt(n);
}

function momentSkewness(
  values: readonly number[],
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): number {
  const n = values.length;
  let cubes = 0;
  for (const value of values) cubes += ((value - mean) / deviation) ** 3;
  return (cubes / n) * (n / (n - 1)) ** 1.5;
}
