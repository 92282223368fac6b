import { sampleCorrelation } from "simple-statistics";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { normalQuantile } from "../distributions/normal.js";
import { requireOpenUnit } from "../require-parameter.js";
import {
  type CorrelatedValues,
  type CorrelationUndefinedReason,
  requirePairs,
  undefinedCorrelation,
} from "./correlated-values.js";
import { correlationPValue } from "./correlation-p-value.js";

/** A linear correlation; null with `undefinedReason` where undefined. */
export interface PearsonCorrelation {
  readonly n: number;
  readonly correlation: number | null;
  readonly pValue: number | null;
  /** By Fisher's transformation. */
  readonly interval: Interval | null;
  readonly undefinedReason: CorrelationUndefinedReason | null;
}

/**
 * Pearson's linear correlation with a t test against zero.
 *
 * Shapes  x, y: length n >= 0, aligned by item.
 * Units   in [-1, 1]; p in [0, 1].
 * Null    everything for n < 2 or a constant side; p for n < 3; the interval for n < 4.
 * Source  Pearson 1895; Fisher 1921.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function pearsonCorrelation(
  sample: CorrelatedValues,
  { level }: { readonly level: number },
): PearsonCorrelation {
  requireOpenUnit(level, { statistic: "pearsonCorrelation", name: "level" });
  requirePairs("pearsonCorrelation", sample);
  const n = sample.x.length;
  const undefinedReason = undefinedCorrelation(sample);
  if (undefinedReason !== null) {
    return { n, correlation: null, pValue: null, interval: null, undefinedReason };
  }
  const raw = sampleCorrelation(sample.x as number[], sample.y as number[]);
  const correlation = Math.max(-1, Math.min(1, raw));
  return {
    n,
    correlation,
    pValue: correlationPValue(correlation, n),
    interval: fisherInterval(correlation, { n, level }),
    undefinedReason: null,
  };
}

function fisherInterval(
  correlation: number,
  { n, level }: { readonly n: number; readonly level: number },
): Interval | null {
  if (n < 4) return null;
  if (Math.abs(correlation) === 1) return { level, lower: correlation, upper: correlation };
  const centre = Math.atanh(correlation);
  const half = -normalQuantile((1 - level) / 2) / Math.sqrt(n - 3);
  return { level, lower: Math.tanh(centre - half), upper: Math.tanh(centre + half) };
}
