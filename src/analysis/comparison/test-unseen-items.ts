import type { UnseenItems } from "../../domain/comparison/difference-reliability.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import type { ValueRange } from "../../statistics/bounded/betting-mean-bounds.js";
import { rangeWidth } from "./range-width.js";
import type { Steadiness } from "./steadiness.js";

/** Standard deviation × √n, in ranges, up to which a sample is steady: then a verdict must survive a jump of the whole range. */
const STEADY = 0.36;
/** From this share of equal differences on, nothing is known of the size of those that differ: the whole range counts. */
const LUMPY_SHARE = 0.8;

/** Share of all items, or clusters, that n can have missed: had more of them something, n would show it with probability 1 − alpha. */
function unseenShare(n: number, alpha: number): number {
  return 1 - alpha ** (1 / n);
}

/**
 * What items, or clusters, that were not seen could do to a mean difference of this many.
 *
 * Units   shares of all items or clusters; the jump in the metric's unit.
 */
export function describeUnseenItems(
  { n, mean }: { readonly n: number; readonly mean: number },
  {
    range,
    alpha,
    unit,
  }: { readonly range: ValueRange; readonly alpha: number; readonly unit: UnseenItems["unit"] },
): UnseenItems {
  const width = rangeWidth(range);
  const share = unseenShare(n, alpha);
  const size = Math.min(1, Math.abs(mean) / width);
  return {
    unit,
    share,
    jump: Math.abs(mean) / share,
    isPossible: Math.abs(mean) < share * width,
    pairsNeeded: size === 0 ? null : size === 1 ? 1 : Math.ceil(Math.log(alpha) / Math.log1p(-size)),
  };
}

/**
 * The jump of items not seen yet that a verdict must survive, in the metric's unit.
 *
 * Method  range × min(1, 0.36 / u), u = standard deviation × √n in ranges: the steadier the differences, the smaller a mean
 *         the t test calls decided, and the rarer a jump that would undo it and be missed. The whole range where four in five
 *         differences are equal.
 * Source  simulation (docs/statistics.md).
 */
export function unseenJump({ n, mostFrequent, squares }: Steadiness, range: ValueRange): number {
  const width = rangeWidth(range);
  if (n < 2 || mostFrequent >= LUMPY_SHARE * n) return width;
  const spread = Math.sqrt((squares / (n - 1)) * n) / width;
  return width * Math.min(1, STEADY / spread);
}

/**
 * Tests that one item in many, or one cluster where those are what is independent, not seen in the sample, does not reverse the sign of the mean.
 *
 * Method  had a share 1 − α^(1/n) of all items a jump the other way, the sample would show none with probability alpha, so that
 *         a mean difference below that share of the jump proves nothing.
 */
export function testUnseenItems(
  { n, mean }: { readonly n: number; readonly mean: number },
  { jump, level }: { readonly jump: number; readonly level: number },
): { readonly pValue: number; readonly interval: Interval } {
  const share = unseenShare(n, 1 - level);
  return {
    pValue: (1 - Math.min(1, Math.abs(mean) / jump)) ** n,
    interval: { level, lower: mean - jump * share, upper: mean + jump * share },
  };
}
