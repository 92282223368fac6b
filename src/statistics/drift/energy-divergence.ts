import { assertFinite } from "../non-finite-value-error.js";

/**
 * Scaled energy distance between two samples: large when they come from different distributions.
 *
 * Shapes  left: length n >= 1, right: length m >= 1. Time grows with (n + m)².
 * Units   those of the values.
 * Method  2/(m+n) ΣΣ|x − y| − 2m/((m+n)(n−1)) Σ|x − x'| − 2n/((m+n)(m−1)) Σ|y − y'|, pairs once each.
 * Null    when a sample is empty.
 * Source  Matteson & James 2014.
 * @throws NonFiniteValueError
 */
export function energyDivergence(left: readonly number[], right: readonly number[]): number | null {
  assertFinite(left, "energyDivergence, left");
  assertFinite(right, "energyDivergence, right");
  if (left.length === 0 || right.length === 0) return null;
  let between = 0;
  for (const x of left) for (const y of right) between += Math.abs(x - y);
  return scaledDivergence({
    sizes: [left.length, right.length],
    between,
    within: [distancesWithin(left), distancesWithin(right)],
  });
}

/** `energyDivergence` from sums of distances that are already known. */
export function scaledDivergence({
  sizes: [n, m],
  between,
  within: [withinLeft, withinRight],
}: {
  readonly sizes: readonly [number, number];
  readonly between: number;
  readonly within: readonly [number, number];
}): number {
  const leftPart = n < 2 ? 0 : (m / (n - 1)) * withinLeft;
  const rightPart = m < 2 ? 0 : (n / (m - 1)) * withinRight;
  return (2 / (m + n)) * (between - leftPart - rightPart);
}

function distancesWithin(values: readonly number[]): number {
  let sum = 0;
  for (const [index, value] of values.entries()) {
    for (let other = 0; other < index; other += 1) sum += Math.abs(value - (values[other] as number));
  }
  return sum;
}
