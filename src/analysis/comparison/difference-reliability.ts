import type { BySide } from "../../domain/comparison/by-side.js";
import type { DifferenceReliability } from "../../domain/comparison/difference-reliability.js";
import { skewness } from "../../statistics/skewness.js";
import type { PairedSample } from "../items/paired-sample.js";
import { differentialFailure, type FailingSide, failureRate } from "./differential-failure.js";

/** What could be wrong with a difference although its arithmetic is right. */
export function differenceReliability(
  sample: PairedSample,
  {
    sides,
    missingBounds,
    unseenItems,
    leaveOneOut,
    alpha,
    judgeSamples,
  }: {
    readonly sides: BySide<FailingSide>;
    readonly missingBounds: DifferenceReliability["missingBounds"];
    readonly unseenItems: DifferenceReliability["unseenItems"];
    readonly leaveOneOut: DifferenceReliability["leaveOneOut"];
    readonly alpha: number;
    /** Mean variance between judge samples of one output; null where scores do not say. */
    readonly judgeSamples: BySide<number | null>;
  },
): DifferenceReliability {
  return {
    failures: {
      baseline: failureRate(sides.baseline.metric),
      candidate: failureRate(sides.candidate.metric),
    },
    differentialFailure: differentialFailure(sides, { lacking: sample.lacking, alpha }),
    variance: {
      baseline: { ...sample.variance.baseline, judgeSamples: judgeSamples.baseline },
      candidate: { ...sample.variance.candidate, judgeSamples: judgeSamples.candidate },
    },
    leaveOneOut,
    missingBounds,
    unseenItems,
    skewness: skewness(sample.differences),
  };
}
