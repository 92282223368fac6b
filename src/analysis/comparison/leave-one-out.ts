import type { LeaveOneOut } from "../../domain/comparison/difference-reliability.js";
import { studentTQuantile } from "../../statistics/distributions/student-t.js";
import { mcnemarTest } from "../../statistics/hypothesis-tests/mcnemar-test.js";
import { momentsWithout, type SampleMoments } from "../../statistics/moments-without.js";
import { skewnessAdjustedT } from "../../statistics/skewness-adjusted-t-test.js";
import type { PairedSample } from "../items/paired-sample.js";
import { type DecisionSetting, filledSamples } from "./decide-difference.js";
import { steadinessOf } from "./steadiness.js";
import { testUnseenItems, unseenJump } from "./test-unseen-items.js";

const LISTED = 10;

/** Pairs as they are decided about, with what their items are called and how they differ. */
export interface LeftOutSample
  extends Pick<PairedSample, "differences" | "isBinary" | "clusters" | "itemIds"> {
  /** What is listed: the differences before a covariate adjusted them. */
  readonly listed: readonly number[];
}

/** What decides beside the values. */
type Setting = Omit<DecisionSetting, "kind">;

/** The side of zero that the interval is on without the pair at that index (null = with all); 0 where it includes zero. */
type SideWithout = (index: number | null) => number;

/**
 * Items that carry the result alone: without one of them the interval would exclude zero where it includes it,
 * or the reverse, or the other side.
 *
 * Method  the tests that decide (`decideDifference`), from sums kept once, so that the cost is that of one pass whatever n. A
 *         covariate keeps its weight.
 * Null    `flips` below three pairs, where they do not vary, and with clusters.
 */
export function leaveOneOut(sample: LeftOutSample, setting: Setting): LeaveOneOut {
  const { differences, itemIds, clusters, isBinary } = sample;
  const isFlat = !isBinary && new Set(differences).size < 2;
  if (clusters !== null || differences.length < 3 || isFlat) return { flips: null, items: [] };
  const side = sideOf(sample, setting);
  const observed = side(null);
  let flips = 0;
  const items: { itemId: string; difference: number }[] = [];
  for (const [index, difference] of sample.listed.entries()) {
    if (side(index) === observed) continue;
    flips += 1;
    const itemId = itemIds?.[index];
    if (itemId !== undefined) items.push({ itemId, difference });
  }
  items.sort((left, right) => Math.abs(right.difference) - Math.abs(left.difference));
  return { flips, items: items.slice(0, LISTED) };
}

/** The side on which the pairs are, and the pairs with the missing values at either extreme. */
function sideOf(sample: LeftOutSample, { range, fills, alpha }: Setting): SideWithout {
  const steadiness = steadinessOf(sample.differences, fills);
  const jump = range === null ? null : (index: number | null) => unseenJump(steadiness(index), range);
  const sides = filledSamples(sample, fills).map(({ differences }) =>
    sample.isBinary ? binarySide(differences, alpha) : meanSide(differences, { alpha, jump }),
  );
  return (index) => {
    const [first = 0, ...others] = sides.map((side) => side(index));
    return others.every((other) => other === first) ? first : 0;
  };
}

function meanSide(
  differences: readonly number[],
  { alpha, jump }: { readonly alpha: number; readonly jump: ((index: number | null) => number) | null },
): SideWithout {
  const moments = momentsWithout(differences);
  const n = differences.length;
  const critical = new Map([n, n - 1].map((size) => [size, -studentTQuantile(alpha / 2, size - 1)]));
  return (index) => {
    const left = moments(index === null ? null : (differences[index] as number));
    const { mean, standardDeviation } = left;
    const isT = standardDeviation > 0;
    // Without variance the range alone says what can be; without a range nothing does.
    if (!isT && jump === null) return 0;
    if (isT && !exceeds(left, critical.get(left.n) as number)) return 0;
    if (jump === null) return Math.sign(mean);
    const { interval } = testUnseenItems(left, { jump: jump(index), level: 1 - alpha });
    return interval.lower > 0 ? 1 : interval.upper < 0 ? -1 : 0;
  };
}

/** Whether both t tests say that the mean is not zero. */
function exceeds(moments: SampleMoments, critical: number): boolean {
  const { n, mean, standardDeviation } = moments;
  if (Math.abs(mean) * Math.sqrt(n) <= critical * standardDeviation) return false;
  return n < 3 || Math.abs(skewnessAdjustedT(moments)) > critical;
}

function binarySide(differences: readonly number[], alpha: number): SideWithout {
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  const side = (candidateOnly: number, baselineOnly: number): number =>
    mcnemarTest({ candidateOnly, baselineOnly }).pValue <= alpha
      ? Math.sign(candidateOnly - baselineOnly)
      : 0;
  const withAll = side(wins, losses);
  const [withoutWin, withoutLoss] = [
    wins > 0 ? side(wins - 1, losses) : 0,
    losses > 0 ? side(wins, losses - 1) : 0,
  ];
  return (index) => {
    const difference = index === null ? 0 : (differences[index] as number);
    return difference > 0 ? withoutWin : difference < 0 ? withoutLoss : withAll;
  };
}
