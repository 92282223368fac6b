import { NonFiniteValueError } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";

/** Level of measurement, which fixes how far apart two ratings are. */
export type MeasurementLevel = "nominal" | "ordinal" | "interval" | "ratio";

/** Agreement of any number of raters; null with `undefinedReason` where undefined. */
export interface KrippendorffAlpha {
  readonly alpha: number | null;
  /** Ratings of items that two raters or more rated; the others say nothing about agreement. */
  readonly pairableRatings: number;
  readonly undefinedReason: "no_pairable_ratings" | "one_value" | null;
}

/**
 * Krippendorff's alpha: 1 − observed / expected disagreement, with missing ratings allowed.
 *
 * Shapes  ratings[rater][item]: a number, or null where the rater did not rate; rows of equal length.
 * Units   at most 1 (a ratio scale has a true zero and no negative values: opposite ratings count as equal there); 0.8 and above is good, 0.667 to 0.8 tentative. Time grows with distinct values squared.
 * Null    without an item that two raters rated, and when only one value occurs.
 * Source  Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
 * @throws NonFiniteValueError
 * @throws PairLengthError when raters have rows of different lengths.
 */
export function krippendorffAlpha(
  ratings: readonly (readonly (number | null)[])[],
  measurement: MeasurementLevel,
): KrippendorffAlpha {
  const units = pairableUnits(ratings);
  const pairableRatings = units.reduce((sum, unit) => sum + unit.length, 0);
  if (pairableRatings === 0) {
    return { alpha: null, pairableRatings, undefinedReason: "no_pairable_ratings" };
  }
  const counts = new Map<number, number>();
  for (const rating of units.flat()) counts.set(rating, (counts.get(rating) ?? 0) + 1);
  const distance = distanceFunction(measurement, counts);
  const values = [...counts.entries()];
  let expected = 0;
  for (const [left, leftCount] of values) {
    for (const [right, rightCount] of values) expected += leftCount * rightCount * distance(left, right);
  }
  expected /= pairableRatings - 1;
  let observed = 0;
  for (const unit of units) {
    let disagreement = 0;
    for (const left of unit) for (const right of unit) disagreement += distance(left, right);
    observed += disagreement / (unit.length - 1);
  }
  if (expected === 0) return { alpha: null, pairableRatings, undefinedReason: "one_value" };
  return { alpha: 1 - observed / expected, pairableRatings, undefinedReason: null };
}

/** The ratings of each item that has two or more. */
function pairableUnits(ratings: readonly (readonly (number | null)[])[]): number[][] {
  const items = ratings[0]?.length ?? 0;
  const units: number[][] = Array.from({ length: items }, () => []);
  for (const [rater, row] of ratings.entries()) {
    if (row.length !== items) {
      throw new PairLengthError("krippendorffAlpha", { "rater 0": items, [`rater ${rater}`]: row.length });
    }
    for (const [item, rating] of row.entries()) {
      if (rating === null) continue;
      if (!Number.isFinite(rating)) {
        throw new NonFiniteValueError(`krippendorffAlpha, rater ${rater}`, { index: item, value: rating });
      }
      units[item]?.push(rating);
    }
  }
  return units.filter((unit) => unit.length > 1);
}

function distanceFunction(
  measurement: MeasurementLevel,
  counts: ReadonlyMap<number, number>,
): (left: number, right: number) => number {
  if (measurement === "nominal") return (left, right) => (left === right ? 0 : 1);
  if (measurement === "interval") return (left, right) => (left - right) ** 2;
  if (measurement === "ratio") {
    // Opposite values have no ratio; as in the reference implementation they add nothing.
    return (left, right) => (left + right === 0 ? 0 : ((left - right) / (left + right)) ** 2);
  }
  // Ordinal: the number of ratings between two values, their own counting one half.
  const middles = new Map<number, number>();
  let below = 0;
  for (const [value, count] of [...counts.entries()].sort(([left], [right]) => left - right)) {
    middles.set(value, below + count / 2);
    below += count;
  }
  return (left, right) => ((middles.get(left) as number) - (middles.get(right) as number)) ** 2;
}
