import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { DecidedDifference } from "./decide-difference.js";
import type { DecidingPart } from "./deciding-part.js";

/**
 * The figures of a comparison that was looked at while it ran: only the anytime-valid interval decides; figures for a
 * fixed number of items would claim too much.
 */
export function decideBySequence(fixed: DecidedDifference, sequence: SequentialResult): DecidingPart {
  const { n, clusters, meanDifference, standardDeviation, standardError, degreesOfFreedom } = fixed;
  const { interval, itemsCounted } = sequence;
  return {
    figures: {
      n,
      clusters,
      meanDifference,
      standardDeviation,
      standardError,
      degreesOfFreedom,
      pValueT: null,
      pValueSignFlip: null,
      pValueWilcoxon: null,
      pValue: null,
      pValueMethod: null,
      binary: null,
      bootstrapInterval: null,
      interval,
      intervalMethod: interval === null ? null : "confidence_sequence",
      bounds:
        interval === null
          ? null
          : { lower: interval.lower, upper: interval.upper, method: "confidence_sequence" },
    },
    // Runs in flight at the end finish beyond the prefix that the sequence counts.
    notes:
      itemsCounted === n
        ? []
        : [
            `the interval is of the first ${itemsCounted} pairs in the recorded order, means and counts of all ${n}`,
          ],
    equivalence: null,
    intervalAt: () => interval,
    unseenItems: null,
    leaveOneOut: { flips: null, items: [] },
  };
}
