import { describe } from "../describe.js";
import { studentTSurvival } from "../distributions/student-t.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { assertFinite } from "../non-finite-value-error.js";
import { requireNonNegative, requireOpenUnit } from "../require-parameter.js";
import { bestSplit } from "./best-split.js";

/** A place in a series at which its mean changed. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  readonly pValue: number;
  /** Means of the segments before and after, up to the neighbouring change points. */
  readonly meanBefore: number;
  readonly meanAfter: number;
}

/** How sure and how large a change has to be. */
export interface ChangePointPolicy {
  readonly maximumPValue?: number;
  /** Smallest relative change of the mean, such as 0.05 for 5 %. */
  readonly minimumMagnitude?: number;
}

/** While searching, candidates this much weaker are kept: a neighbour found later may make them significant. */
const WEAK_FACTOR = 10;

/**
 * Change points of a history by divisive energy statistics, each confirmed by a t test of its neighbours.
 *
 * Shapes  series: length n >= 0 in time order, at most some thousand; time and memory grow with n².
 * Units   those of the series; p in [0, 1].
 * Method  split where the energy divergence is largest and recurse while the t test finds weak evidence;
 *         then drop the weakest point until all pass. The test uses the divisor n − 1.
 * Source  Matteson & James 2014; Fleming et al. 2023 (Hunter) for the t test instead of permutations.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the policy is outside its domain.
 */
export function changePoints(series: readonly number[], policy: ChangePointPolicy = {}): ChangePoint[] {
  const { maximumPValue = 0.001, minimumMagnitude = 0 } = policy;
  requireOpenUnit(maximumPValue, { statistic: "changePoints", name: "maximumPValue" });
  requireNonNegative(minimumMagnitude, { statistic: "changePoints", name: "minimumMagnitude" });
  assertFinite(series, "changePoints");
  const weak = Math.min(1, maximumPValue * WEAK_FACTOR);
  let indexes = candidates(series, { start: 0, end: series.length, weak });
  for (;;) {
    const points = describePoints(series, indexes);
    const failing = points.filter(
      (point) => point.pValue > maximumPValue || magnitude(point) < minimumMagnitude,
    );
    if (failing.length === 0) return points;
    const worst = failing.reduce((left, right) => (right.pValue > left.pValue ? right : left));
    indexes = indexes.filter((index) => index !== worst.index);
  }
}

function candidates(
  series: readonly number[],
  { start, end, weak }: { readonly start: number; readonly end: number; readonly weak: number },
): number[] {
  const split = bestSplit(series.slice(start, end));
  if (split === null) return [];
  const index = start + split.index;
  const changed = series.slice(index, start + split.end);
  if (pValueOfChange(series.slice(start, index), changed) > weak) return [];
  return [
    ...candidates(series, { start, end: index, weak }),
    index,
    ...candidates(series, { start: index, end, weak }),
  ];
}

function describePoints(series: readonly number[], indexes: readonly number[]): ChangePoint[] {
  return indexes.map((index, place) => {
    const before = series.slice(indexes[place - 1] ?? 0, index);
    const after = series.slice(index, indexes[place + 1] ?? series.length);
    return {
      index,
      pValue: pValueOfChange(before, after),
      meanBefore: describe(before).mean as number,
      meanAfter: describe(after).mean as number,
    };
  });
}

function magnitude({ meanBefore, meanAfter }: ChangePoint): number {
  const change = Math.abs(meanAfter - meanBefore);
  return change === 0 ? 0 : change / Math.abs(meanBefore);
}

/** Two-sided t test with pooled variance, so that a segment of one value can be tested too. */
function pValueOfChange(before: readonly number[], after: readonly number[]): number {
  const left = describe(before);
  const right = describe(after);
  const degreesOfFreedom = left.n + right.n - 2;
  if (left.mean === null || right.mean === null || degreesOfFreedom < 1) return 1;
  const squares = (left.variance ?? 0) * (left.n - 1) + (right.variance ?? 0) * (right.n - 1);
  const standardError = Math.sqrt((squares / degreesOfFreedom) * (1 / left.n + 1 / right.n));
  const difference = Math.abs(left.mean - right.mean);
  if (isNegligibleSpread(standardError, left.mean)) return isNegligibleSpread(difference, left.mean) ? 1 : 0;
  return 2 * studentTSurvival(difference / standardError, degreesOfFreedom);
}
