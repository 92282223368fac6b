import { normalSurvival } from "../distributions/normal.js";
import { midRanks } from "../mid-ranks.js";
import { assertFinite } from "../non-finite-value-error.js";

/** Result of a Mann–Whitney test; null with `undefinedReason` where undefined. */
export interface MannWhitneyTest {
  /** Pairs in which the candidate is above the baseline, ties counting one half. */
  readonly candidateU: number | null;
  readonly pValue: number | null;
  readonly undefinedReason: "no_values" | "all_values_equal" | null;
}

/**
 * Two-sided unpaired Mann–Whitney test by the normal approximation, corrected for ties and continuity.
 *
 * Shapes  baseline, candidate: lengths >= 0, independent of each other.
 * Units   candidateU in [0, n_baseline · n_candidate]; p in (0, 1]. Rough below about eight values a side.
 * Null    for an empty side; p when all values are equal.
 * Source  Mann & Whitney 1947.
 * @throws NonFiniteValueError
 */
export function mannWhitneyTest(samples: {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
}): MannWhitneyTest {
  const { baseline, candidate } = samples;
  assertFinite(baseline, "mannWhitneyTest, baseline");
  assertFinite(candidate, "mannWhitneyTest, candidate");
  if (baseline.length === 0 || candidate.length === 0) {
    return { candidateU: null, pValue: null, undefinedReason: "no_values" };
  }
  const { ranks, tieSizes } = midRanks([...candidate, ...baseline]);
  const rankSum = ranks.slice(0, candidate.length).reduce((sum, rank) => sum + rank, 0);
  const candidateU = rankSum - (candidate.length * (candidate.length + 1)) / 2;
  const n = ranks.length;
  const pairs = baseline.length * candidate.length;
  const ties = tieSizes.reduce((sum, size) => sum + (size ** 3 - size), 0);
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  if (tieSizes.length === 1) return { candidateU, pValue: null, undefinedReason: "all_values_equal" };
  const excess = Math.max(0, Math.abs(candidateU - pairs / 2) - 0.5);
  return {
    candidateU,
    pValue: Math.min(1, 2 * normalSurvival(excess / Math.sqrt(variance))),
    undefinedReason: null,
  };
}
