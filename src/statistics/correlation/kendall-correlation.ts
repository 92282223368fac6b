import { normalSurvival } from "../distributions/normal.js";
import { midRanks } from "../mid-ranks.js";
import {
  type CorrelationUndefinedReason,
  type PairedSample,
  requirePairs,
  undefinedCorrelation,
} from "./paired-sample.js";

/** Up to so many untied pairs of values p is exact. */
const EXACT_LIMIT = 33;

/** A concordance; null with `undefinedReason` where undefined. */
export interface KendallCorrelation {
  readonly n: number;
  readonly tauB: number | null;
  /** Exact without ties for at most 33 pairs, else the normal approximation. */
  readonly pValue: number | null;
  readonly pValueNormal: number | null;
  readonly undefinedReason: CorrelationUndefinedReason | null;
}

/**
 * Kendall's tau-b: agreement of two orderings, corrected for ties.
 *
 * Shapes  x, y: length n >= 0, aligned by item. Time grows with n².
 * Units   in [-1, 1]; p in (0, 1].
 * Null    everything for n < 2 or a constant side.
 * Source  Kendall 1945; Kendall & Gibbons 1990, §5.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function kendallCorrelation(sample: PairedSample): KendallCorrelation {
  requirePairs("kendallCorrelation", sample);
  const n = sample.x.length;
  const undefinedReason = undefinedCorrelation(sample);
  if (undefinedReason !== null) return { n, tauB: null, pValue: null, pValueNormal: null, undefinedReason };
  const excess = concordance(sample);
  const pairs = (n * (n - 1)) / 2;
  const x = tieSums(sample.x);
  const y = tieSums(sample.y);
  const tauB = excess / Math.sqrt((pairs - x.pairs) * (pairs - y.pairs));
  const ordered = n * (n - 1);
  const variance =
    (ordered * (2 * n + 5) - x.spread - y.spread) / 18 +
    (2 * x.pairs * y.pairs) / ordered +
    (n > 2 ? (x.triples * y.triples) / (9 * ordered * (n - 2)) : 0);
  const pValueNormal = Math.min(1, 2 * normalSurvival(Math.abs(excess) / Math.sqrt(variance)));
  const isUntied = x.pairs === 0 && y.pairs === 0;
  const pValue = isUntied && n <= EXACT_LIMIT ? exactPValue(n, (pairs - Math.abs(excess)) / 2) : pValueNormal;
  return { n, tauB: Math.max(-1, Math.min(1, tauB)), pValue, pValueNormal, undefinedReason: null };
}

/** Concordant minus discordant pairs. */
function concordance({ x, y }: PairedSample): number {
  let excess = 0;
  for (let i = 1; i < x.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const dx = (x[i] as number) - (x[j] as number);
      const dy = (y[i] as number) - (y[j] as number);
      excess += Math.sign(dx) * Math.sign(dy);
    }
  }
  return excess;
}

function tieSums(values: readonly number[]): {
  readonly pairs: number;
  readonly triples: number;
  readonly spread: number;
} {
  let pairs = 0;
  let triples = 0;
  let spread = 0;
  for (const size of midRanks(values).tieSizes) {
    const ordered = size * (size - 1);
    pairs += ordered / 2;
    triples += ordered * (size - 2);
    spread += ordered * (2 * size + 5);
  }
  return { pairs, triples, spread };
}

/** 2 · P(inversions of a random permutation <= inversions), by adding one element at a time. */
function exactPValue(n: number, inversions: number): number {
  let probability = new Float64Array(inversions + 1);
  probability[0] = 1;
  for (let size = 2; size <= n; size += 1) {
    const next = new Float64Array(inversions + 1);
    for (let total = 0; total <= inversions; total += 1) {
      let sum = 0;
      for (let added = 0; added < size && added <= total; added += 1) {
        sum += probability[total - added] as number;
      }
      next[total] = sum / size;
    }
    probability = next;
  }
  return Math.min(1, 2 * probability.reduce((sum, value) => sum + value, 0));
}
