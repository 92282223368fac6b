import type { BySide } from "../../domain/comparison/by-side.js";
import { ItemOrderDiffersError } from "../../domain/comparison/comparison-errors.js";
import { isWithinRange } from "../../domain/score/is-within-range.js";
import type { ScoreStore } from "../../domain/score/score-store.js";
import { UNIT_RANGE } from "../../domain/score/unit-range.js";
import type { ValueRange } from "../../statistics/bounded/betting-mean-bounds.js";
import { snapDifference } from "../../statistics/snap-difference.js";
import { type FinishedItem, type PrefixArm, readFinishedItems } from "./read-finished-items.js";

/** Differences of the items at the beginning of the order that both sides have finished. */
export interface CompletedPrefix {
  /** Candidate minus baseline, in the recorded order; means over repetitions; null for items without a value on one side. */
  readonly differences: readonly (number | null)[];
  /** Items that lack a value of a repetition or more. */
  readonly missing: number;
  /** Whether all values of both sides lie in [0, 1]. */
  readonly isUnit: boolean;
  /** The differences with all missing values as bad, and as good, for the candidate's mean as the range allows. */
  filled(range: ValueRange): FilledPrefix;
}

/** Differences of all items of a prefix, whatever is missing. */
export interface FilledPrefix {
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
}

/**
 * Reads the prefix of items for which all repetitions of both sides have ended.
 *
 * @throws ItemOrderDiffersError when the sides did not take the same items in the same order.
 */
export async function readCompletedPrefix(
  store: Pick<ScoreStore, "listRunValues">,
  { baseline, candidate }: BySide<PrefixArm>,
): Promise<CompletedPrefix> {
  const items: (readonly [FinishedItem, FinishedItem])[] = [];
  const others = readFinishedItems(store, candidate);
  for await (const before of readFinishedItems(store, baseline)) {
    const { done, value: after } = await others.next();
    if (done === true) break;
    if (after.itemId !== before.itemId) {
      throw new ItemOrderDiffersError({
        baseline: baseline.experiment.name,
        candidate: candidate.experiment.name,
        place: items.length,
        items: [before.itemId, after.itemId],
      });
    }
    items.push([before, after]);
  }
  const fill = (best: number, worst: number): number[] =>
    items.map(([before, after]) => difference(filledMean(before, best), filledMean(after, worst)));
  return {
    differences: items.map(([before, after]) =>
      before.mean === null || after.mean === null ? null : difference(before.mean, after.mean),
    ),
    missing: items.filter(([before, after]) => before.missing > 0 || after.missing > 0).length,
    isUnit: items.flat().every(({ mean }) => mean === null || isWithinRange(mean, UNIT_RANGE)),
    filled: ({ minimum, maximum }) => ({ lowest: fill(maximum, minimum), highest: fill(minimum, maximum) }),
  };
}

function difference(before: number, after: number): number {
  return snapDifference(after - before, Math.max(Math.abs(after), Math.abs(before)));
}

/** The mean of an item with its missing values at the given one. */
export function filledMean({ mean, missing }: FinishedItem, value: number): number {
  return mean === null ? value : missing === 0 ? mean : mean * (1 - missing) + value * missing;
}
