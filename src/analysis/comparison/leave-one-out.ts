import type { LeaveOneOut } from "../../domain/comparison/difference-reliability.js";
import { describe, sizeOf } from "../../statistics/describe.js";
import { studentTQuantile } from "../../statistics/distributions/student-t.js";
import { mcnemarTest } from "../../statistics/hypothesis-tests/mcnemar-test.js";
import { isNegligibleSpread } from "../../statistics/negligible-spread.js";
import type { PairedSample } from "../items/paired-sample.js";

const LISTED = 10;

/**
 * Items that carry the result alone: without one of them the interval would exclude zero where it includes it,
 * or the reverse, or the other side.
 *
 * Method  the t interval from updated sums, so one pass whatever n; McNemar exact for yes-or-no values.
 * Null    `flips` below three pairs, at zero variance and with clusters.
 */
export function leaveOneOut(
  sample: Pick<PairedSample, "differences" | "itemIds" | "isBinary" | "clusters">,
  alpha: number,
): LeaveOneOut {
  const { differences, itemIds, clusters } = sample;
  const isFlip =
    clusters !== null
      ? null
      : sample.isBinary
        ? binaryFlip(differences, alpha)
        : meanFlip(differences, alpha);
  if (isFlip === null) return { flips: null, items: [] };
  let flips = 0;
  const items: { itemId: string; difference: number }[] = [];
  for (const [index, difference] of differences.entries()) {
    if (!isFlip(difference)) continue;
    flips += 1;
    const itemId = itemIds?.[index];
    if (itemId !== undefined) items.push({ itemId, difference });
  }
  items.sort((left, right) => Math.abs(right.difference) - Math.abs(left.difference));
  return { flips, items: items.slice(0, LISTED) };
}

type IsFlip = (difference: number) => boolean;

function meanFlip(differences: readonly number[], alpha: number): IsFlip | null {
  const sample = describe(differences);
  const { n, mean, variance, standardDeviation } = sample;
  if (n < 3 || mean === null || variance === null || standardDeviation === null) return null;
  if (isNegligibleSpread(standardDeviation, sizeOf(sample))) return null;
  const squares = variance * (n - 1);
  const critical = { all: -studentTQuantile(alpha / 2, n - 1), without: -studentTQuantile(alpha / 2, n - 2) };
  const side = (centre: number, half: number): number => (Math.abs(centre) > half ? Math.sign(centre) : 0);
  const observed = side(mean, critical.all * Math.sqrt(variance / n));
  return (difference) => {
    const centre = (n * mean - difference) / (n - 1);
    const left = Math.max(0, squares - ((difference - mean) ** 2 * n) / (n - 1));
    return side(centre, critical.without * Math.sqrt(left / (n - 2) / (n - 1))) !== observed;
  };
}

function binaryFlip(differences: readonly number[], alpha: number): IsFlip | null {
  if (differences.length < 3) return null;
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  const side = (candidateOnly: number, baselineOnly: number): number =>
    mcnemarTest({ candidateOnly, baselineOnly }).pValue <= alpha
      ? Math.sign(candidateOnly - baselineOnly)
      : 0;
  const observed = side(wins, losses);
  const flips = {
    win: wins > 0 && side(wins - 1, losses) !== observed,
    loss: losses > 0 && side(wins, losses - 1) !== observed,
  };
  return (difference) => (difference > 0 ? flips.win : difference < 0 ? flips.loss : false);
}
