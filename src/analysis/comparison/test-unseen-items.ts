import type { UnseenItems } from "../../domain/comparison/difference-reliability.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import type { ValueRange } from "../../statistics/bounded/betting-mean-bounds.js";

/** The jump of an item not seen yet that every verdict must survive, as a share of the score's range. */
const JUMP = 0.56;
/** From this share of equal differences on, nothing is known of the size of those that differ: the whole range counts. */
const LUMPY_SHARE = 0.8;

/** Share of all items that n can have missed: had more of them something, n would show it with probability 1 − alpha. */
function unseenShare(n: number, alpha: number): number {
  return 1 - alpha ** (1 / n);
}

/**
 * What items that were not seen could do to a mean difference of so many pairs.
 *
 * Units   shares of all items; the jump in the metric's unit.
 */
export function describeUnseenItems(
  { n, mean }: { readonly n: number; readonly mean: number },
  { range, alpha }: { readonly range: ValueRange; readonly alpha: number },
): UnseenItems {
  const width = range.maximum - range.minimum;
  const share = unseenShare(n, alpha);
  const size = Math.min(1, Math.abs(mean) / width);
  return {
    share,
    jump: Math.abs(mean) / share,
    isPossible: Math.abs(mean) < share * width,
    pairsNeeded: size === 0 ? null : size === 1 ? 1 : Math.ceil(Math.log(alpha) / Math.log1p(-size)),
  };
}

/**
 * Tests that one item in many, not seen in the sample, does not reverse the sign of the mean.
 *
 * Method  had a share 1 − α^(1/n) of all items a jump the other way, the sample would show none with probability alpha, so that
 *         a mean difference below that share of the jump proves nothing.
 * Source  the size of the jump by simulation (docs/statistics.md).
 */
export function testUnseenItems(
  { differences, mean }: { readonly differences: readonly number[]; readonly mean: number },
  { range, level }: { readonly range: ValueRange; readonly level: number },
): { readonly pValue: number; readonly interval: Interval } {
  const n = differences.length;
  const width = range.maximum - range.minimum;
  const share = unseenShare(n, 1 - level);
  const jump = width * (shareOfMode(differences) >= LUMPY_SHARE ? 1 : JUMP);
  return {
    pValue: (1 - Math.min(1, Math.abs(mean) / jump)) ** n,
    interval: { level, lower: mean - jump * share, upper: mean + jump * share },
  };
}

/** Share of the differences that have their most frequent value. */
function shareOfMode(differences: readonly number[]): number {
  const counts = new Map<number, number>();
  let most = 0;
  for (const difference of differences) {
    const count = (counts.get(difference) ?? 0) + 1;
    counts.set(difference, count);
    if (count > most) most = count;
  }
  return most / differences.length;
}
