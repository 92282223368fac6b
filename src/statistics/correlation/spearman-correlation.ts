import { sampleCorrelation } from "simple-statistics";
import { midRanks } from "../mid-ranks.js";
import { type CorrelatedValues, requirePairs, undefinedCorrelation } from "./correlated-values.js";
import { correlationPValue } from "./correlation-p-value.js";
import type { PearsonCorrelation } from "./pearson-correlation.js";

/** A rank correlation; null with `undefinedReason` where undefined. */
export type SpearmanCorrelation = Omit<PearsonCorrelation, "interval">;

/**
 * Spearman's rank correlation: Pearson's of the mid-ranks, with the t approximation of its p-value.
 *
 * Shapes  x, y: length n >= 0, aligned by item.
 * Units   in [-1, 1]; p in [0, 1].
 * Null    everything for n < 2 or a constant side; p for n < 3.
 * Source  Spearman 1904; Kendall & Gibbons 1990, §4.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function spearmanCorrelation(sample: CorrelatedValues): SpearmanCorrelation {
  requirePairs("spearmanCorrelation", sample);
  const n = sample.x.length;
  const undefinedReason = undefinedCorrelation(sample);
  if (undefinedReason !== null) return { n, correlation: null, pValue: null, undefinedReason };
  const raw = sampleCorrelation([...midRanks(sample.x).ranks], [...midRanks(sample.y).ranks]);
  const correlation = Math.max(-1, Math.min(1, raw));
  return { n, correlation, pValue: correlationPValue(correlation, n), undefinedReason: null };
}
