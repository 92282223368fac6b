import type { BySide } from "../../domain/comparison/by-side.js";
import type { TailSide } from "../../domain/comparison/tail-difference.js";
import { describe } from "../../statistics/describe.js";
import { differenceBounds } from "../comparison/difference-bounds.js";
import { testPairs } from "../comparison/test-pairs.js";
import type { ItemAmount } from "./read-amounts.js";
import type { TailDraft } from "./tail-draft.js";

/**
 * The ratio of two geometric means, candidate / baseline, over the items that both have.
 *
 * Method  the tests of an unbounded mean (`testPairs`) on the items' log ratios, which have no long tail where amounts have
 *         one of the usual kind: from 30 items on, and refused where the logs are too skewed all the same.
 * Null    where an amount is 0, or not known: a logarithm of "at least so much" has no mean.
 */
export function compareGeometricMeans(
  sides: BySide<readonly ItemAmount[]>,
  { alpha, clusterOf }: { readonly alpha: number; readonly clusterOf: ((itemId: string) => string) | null },
): TailDraft {
  const before = new Map(sides.baseline.map((item) => [item.itemId, item]));
  const pairs = sides.candidate.flatMap((candidate) => {
    const baseline = before.get(candidate.itemId);
    return baseline === undefined ? [] : [{ itemId: candidate.itemId, baseline, candidate }];
  });
  const known = pairs.filter(({ baseline, candidate }) => isKnown(baseline) && isKnown(candidate));
  const nothing = { change: null, interval: null, bounds: null, pValue: null };
  const sidesOf = (isSaid: boolean) => ({
    baseline: describeSide(sides.baseline, isSaid ? known.map(({ baseline }) => baseline.lower) : []),
    candidate: describeSide(sides.candidate, isSaid ? known.map(({ candidate }) => candidate.lower) : []),
  });
  const refusal = refuse(sides, { pairs: known.length });
  if (refusal !== null) return { ...sidesOf(false), ...nothing, refusal };
  const differences = known.map(({ baseline, candidate }) => Math.log(candidate.lower / baseline.lower));
  const clusters = clusterOf === null ? null : known.map(({ itemId }) => clusterOf(itemId));
  const tests = testPairs(
    { differences, clusters, isBinary: false, nature: { kind: "geometric_mean", range: null } },
    1 - alpha,
  );
  if (tests.refusal !== null || tests.interval === null)
    return { ...sidesOf(true), ...nothing, refusal: tests.refusal ?? "the ratio is the same for all items" };
  const bounds = differenceBounds({ differences, clusters, range: null }, alpha);
  return {
    ...sidesOf(true),
    change: Math.exp(tests.meanDifference as number),
    interval: {
      level: 1 - alpha,
      lower: Math.exp(tests.interval.lower),
      upper: Math.exp(tests.interval.upper),
    },
    bounds: bounds === null ? null : { lower: Math.exp(bounds.lower), upper: Math.exp(bounds.upper) },
    pValue: tests.pValue,
    refusal: null,
  };
}

function isKnown({ lower, upper }: ItemAmount): boolean {
  return lower === upper;
}

function refuse(
  { baseline, candidate }: BySide<readonly ItemAmount[]>,
  { pairs }: { readonly pairs: number },
): string | null {
  const censored = [...baseline, ...candidate].filter((item) => !isKnown(item)).length;
  if (censored > 0)
    return `${censored} ${censored === 1 ? "value is" : "values are"} known only to be at least so much, or not at all: a geometric mean needs every one`;
  if (pairs === 0) return "no item has a value on both sides";
  const zeros = [...baseline, ...candidate].filter(({ lower }) => lower <= 0).length;
  return zeros === 0 ? null : `${zeros} ${zeros === 1 ? "value is" : "values are"} 0, which has no ratio`;
}

function describeSide(items: readonly ItemAmount[], values: readonly number[]): TailSide {
  const { mean } = describe(values.map((value) => Math.log(value)));
  return {
    n: items.length,
    censored: items.filter((item) => !isKnown(item)).length,
    value: mean === null ? null : Math.exp(mean),
  };
}
