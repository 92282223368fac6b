import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { DecidedDifference } from "./decide-difference.js";
import type { DecidingPart } from "./deciding-part.js";

/** Why figures of a fixed number of items are left out. */
const LOOKED_REPEATEDLY = "the comparison was looked at while it ran; only the anytime-valid interval holds";

/**
 * The figures of a comparison that was looked at while it ran: only the anytime-valid interval decides; figures for a
 * fixed number of items would claim too much.
 */
export function decideBySequence(fixed: DecidedDifference, sequence: SequentialResult): DecidingPart {
  const { n, clusters, meanDifference, standardDeviation, standardError, degreesOfFreedom } = fixed;
  const { interval, refusal, itemsCounted } = sequence;
  const left = {
    pValueT: null,
    pValueSignFlip: null,
    pValueWilcoxon: null,
    pValue: null,
    pValueMethod: null,
    binary: null,
    bootstrapInterval: null,
  };
  const fields = [...Object.keys(left), "equivalence", "reliability.leaveOneOut.flips"].map((field) => [
    field,
    LOOKED_REPEATEDLY,
  ]);
  const noInterval = refusal ?? "no item has a value on both sides";
  return {
    figures: {
      n,
      clusters,
      meanDifference,
      standardDeviation,
      standardError,
      degreesOfFreedom,
      ...left,
      interval,
      intervalMethod: interval === null ? null : "confidence_sequence",
      bounds:
        interval === null
          ? null
          : { lower: interval.lower, upper: interval.upper, method: "confidence_sequence" },
    },
    reasons: {
      ...Object.fromEntries(fields),
      ...(interval === null ? { interval: noInterval, intervalMethod: noInterval, bounds: noInterval } : {}),
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
  };
}
