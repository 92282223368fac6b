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

/** Values whose squares neither overflow nor vanish; others are scaled to them by a power of two, which is exact. */
const [SMALLEST, LARGEST] = [2 ** -400, 2 ** 400];

/**
 * Descriptive figures of a sample.
 *
 * Shapes  values: length n >= 0.
 * Units   those of the values; variance squared. Divisor n - 1.
 * Null    mean, median and range for n = 0; variance, deviation and standard error for n < 2; a variance too large for a
 *         number (values beyond 1e154), whose deviation stands all the same.
 * @throws NonFiniteValueError
 */
export function describe(values: readonly number[]): Description {
  assertFinite(values, "describe");
  const n = values.length;
  if (n === 0) return EMPTY;
  const sample = values as number[];
  const [minimum, maximum] = [min(sample), max(sample)];
  // Equal values have no spread at all; their mean, rounded, would lie a hair beside them.
  if (minimum === maximum) {
    const spread = n < 2 ? null : 0;
    const flat = { variance: spread, standardDeviation: spread, standardError: spread };
    return { n, mean: minimum, ...flat, minimum, maximum, median: minimum };
  }
  const scale = scaleOf(Math.max(Math.abs(minimum), Math.abs(maximum)));
  const scaled = scale === 1 ? sample : sample.map((value) => value / scale);
  const variance = sampleVariance(scaled);
  return {
    n,
    mean: mean(scaled) * scale,
    variance: finite(variance * scale * scale),
    standardDeviation: Math.sqrt(variance) * scale,
    standardError: Math.sqrt(variance / n) * scale,
    minimum,
    maximum,
    median: median(scaled) * scale,
  };
}

/** The largest absolute value of a sample, which rounding noise is measured by; 0 for an empty one. */
export function sizeOf({ minimum, maximum }: Pick<Description, "minimum" | "maximum">): number {
  return Math.max(Math.abs(minimum ?? 0), Math.abs(maximum ?? 0));
}

const EMPTY: Description = {
  n: 0,
  mean: null,
  variance: null,
  standardDeviation: null,
  standardError: null,
  minimum: null,
  maximum: null,
  median: null,
};

function scaleOf(size: number): number {
  return size >= SMALLEST && size <= LARGEST
    ? 1
    : 2 ** Math.min(1_023, Math.max(-1_000, Math.floor(Math.log2(size))));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
