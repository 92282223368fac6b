import { max, mean, median, min, sampleVariance } from "simple-statistics";
import { assertFinite } from "./non-finite-value-error.js";

/** Sample size, centre, spread and range; null where undefined. */
export interface Description {
  readonly n: number;
  readonly mean: number | null;
  readonly variance: number | null;
  readonly standardDeviation: number | null;
  readonly standardError: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly median: number | null;
}

/**
 * Descriptive figures of a sample.
 *
 * Shapes  values: length n >= 0.
 * Units   those of the values; variance squared. Divisor n - 1.
 * Null    mean, median and range for n = 0; variance, deviation and standard error for n < 2.
 * @throws NonFiniteValueError
 */
export function describe(values: readonly number[]): Description {
  assertFinite(values, "describe");
  const n = values.length;
  const sample = values as number[];
  // Equal values have no spread at all; their mean, rounded, would lie a hair beside them.
  const isConstant = n > 0 && min(sample) === max(sample);
  const variance = n < 2 ? null : isConstant ? 0 : sampleVariance(sample);
  return {
    n,
    mean: n === 0 ? null : isConstant ? min(sample) : mean(sample),
    variance,
    standardDeviation: variance === null ? null : Math.sqrt(variance),
    standardError: variance === null ? null : Math.sqrt(variance / n),
    minimum: n === 0 ? null : min(sample),
    maximum: n === 0 ? null : max(sample),
    median: n === 0 ? null : median(sample),
  };
}
