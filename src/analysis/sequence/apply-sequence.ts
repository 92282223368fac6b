import type { VariantPair } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";

/** Why figures of a fixed number of items are left out. */
const LOOKED_REPEATEDLY = "the comparison was looked at while it ran; only the anytime-valid interval holds";

/**
 * Puts the anytime-valid interval in the place of the fixed-n one: after looking as long as it took, the usual interval
 * and p-values would claim too much. The verdict was decided from it already.
 */
export function applySequence(
  difference: MetricDifference,
  results: readonly SequentialResult[],
): MetricDifference {
  const result = sequenceOf(difference, results);
  if (result === undefined) return difference;
  const left = {
    pValueT: null,
    pValueSignFlip: null,
    pValueWilcoxon: null,
    pValue: null,
    pValueAdjusted: null,
  };
  const reasons = [...Object.keys(left), "bootstrapInterval"].map((field) => [field, LOOKED_REPEATEDLY]);
  return {
    ...difference,
    ...left,
    binary: null,
    equivalence: null,
    bootstrapInterval: null,
    interval: result.interval,
    intervalMethod: "confidence_sequence",
    notes: [...difference.notes, ...prefixNotes(difference, result)],
    undefinedReasons: {
      ...difference.undefinedReasons,
      ...Object.fromEntries(reasons),
      ...(result.interval === null
        ? { interval: "fewer items than the first look needs, or no variance" }
        : {}),
    },
  };
}

/** Runs in flight at the end finish beyond the prefix that the sequence counts. */
function prefixNotes({ n }: MetricDifference, { itemsCounted }: SequentialResult): string[] {
  return itemsCounted === n
    ? []
    : [
        `the interval is of the first ${itemsCounted} pairs in the recorded order, means and counts of all ${n}`,
      ];
}

/** The sequence of a difference, where there is one. */
export function sequenceOf(
  { metric, candidateId, baselineId }: Pick<MetricDifference, "metric" | "candidateId" | "baselineId">,
  results: readonly SequentialResult[],
): SequentialResult | undefined {
  return results.find(
    (result) =>
      result.metric === metric && result.candidateId === candidateId && result.baselineId === baselineId,
  );
}

/** The same for a pair of variants. */
export function applySequenceToPair(pair: VariantPair, results: readonly SequentialResult[]): VariantPair {
  const result = results.find(
    ({ candidateId, baselineId }) => candidateId === pair.firstId && baselineId === pair.secondId,
  );
  if (result === undefined) return pair;
  return { ...pair, interval: result.interval, pValueAdjusted: null };
}
