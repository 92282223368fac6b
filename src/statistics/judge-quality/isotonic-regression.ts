import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";

/** One distinct judge score and the human score fitted to it. */
export interface IsotonicPoint {
  readonly x: number;
  readonly fitted: number;
}

/**
 * Isotonic regression: the non-decreasing map from judge to human scores with the least squared error.
 *
 * Shapes  x (judge), y (human): length n >= 0, aligned by item; result: one point per distinct x, increasing.
 * Units   fitted in those of y. Fit it on other items than those it is applied to.
 * Method  pool adjacent violators; equal x are pooled first.
 * Source  Ayer et al. 1955.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function isotonicRegression({
  x,
  y,
}: {
  readonly x: readonly number[];
  readonly y: readonly number[];
}): IsotonicPoint[] {
  if (x.length !== y.length) throw new PairLengthError("isotonicRegression", { x: x.length, y: y.length });
  assertFinite(x, "isotonicRegression, x");
  assertFinite(y, "isotonicRegression, y");
  const byX = new Map<number, { sum: number; weight: number }>();
  for (const [index, value] of x.entries()) {
    const pool = byX.get(value) ?? { sum: 0, weight: 0 };
    byX.set(value, { sum: pool.sum + (y[index] as number), weight: pool.weight + 1 });
  }
  const blocks: { xs: number[]; sum: number; weight: number }[] = [];
  for (const [value, { sum, weight }] of [...byX.entries()].sort(([left], [right]) => left - right)) {
    let block = { xs: [value], sum, weight };
    let previous = blocks.at(-1);
    while (previous !== undefined && previous.sum / previous.weight >= block.sum / block.weight) {
      blocks.pop();
      block = {
        xs: [...previous.xs, ...block.xs],
        sum: previous.sum + block.sum,
        weight: previous.weight + block.weight,
      };
      previous = blocks.at(-1);
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ xs, sum, weight }) => xs.map((value) => ({ x: value, fitted: sum / weight })));
}

/**
 * The fitted value at any x: linear between the points, level beyond them.
 *
 * Null    without points.
 */
export function isotonicPrediction(points: readonly IsotonicPoint[], x: number): number | null {
  const after = points.findIndex((point) => point.x >= x);
  const right = after < 0 ? points.at(-1) : points[after];
  if (right === undefined) return null;
  const left = after > 0 ? points[after - 1] : undefined;
  if (left === undefined) return right.fitted;
  return left.fitted + ((x - left.x) / (right.x - left.x)) * (right.fitted - left.fitted);
}
