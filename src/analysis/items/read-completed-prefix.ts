import { ItemOrderDiffersError } from "../../domain/comparison/comparison-errors.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricKey, ScoreStore } from "../../domain/score/score-store.js";
import { snapDifference } from "../../statistics/snap-difference.js";
import { readFinishedItems } from "./read-finished-items.js";

/** Differences of the items at the beginning of the order that both sides have finished. */
export interface CompletedPrefix {
  /** Candidate minus baseline, in the recorded order; means over repetitions. */
  readonly differences: readonly number[];
  /** Items without a value on one side. */
  readonly dropped: number;
  /** Whether all values of both sides lie in [0, 1]. */
  readonly isUnit: boolean;
}

/** One side's values. */
export interface PrefixArm {
  readonly experiment: Experiment;
  readonly metric: MetricKey;
  /** What a failed run counts as; null = its value is missing. */
  readonly failureValue: number | null;
}

/**
 * Reads the prefix of items for which all repetitions of both sides have ended.
 *
 * @throws ItemOrderDiffersError when the sides did not take the same items in the same order.
 */
export async function readCompletedPrefix(
  store: Pick<ScoreStore, "listRunValues">,
  { baseline, candidate }: { readonly baseline: PrefixArm; readonly candidate: PrefixArm },
): Promise<CompletedPrefix> {
  const differences: number[] = [];
  let dropped = 0;
  let isUnit = true;
  const others = readFinishedItems(store, candidate);
  for await (const before of readFinishedItems(store, baseline)) {
    const { done, value: after } = await others.next();
    if (done === true) break;
    if (after.itemId !== before.itemId) {
      throw new ItemOrderDiffersError({
        baseline: baseline.experiment.name,
        candidate: candidate.experiment.name,
        place: differences.length + dropped,
        items: [before.itemId, after.itemId],
      });
    }
    for (const { mean } of [before, after]) isUnit &&= mean === null || (mean >= 0 && mean <= 1);
    if (before.mean === null || after.mean === null) dropped += 1;
    else
      differences.push(
        snapDifference(after.mean - before.mean, Math.max(Math.abs(after.mean), Math.abs(before.mean))),
      );
  }
  return { differences, dropped, isUnit };
}
