import { PairLengthError } from "../pair-length-error.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** A category a rater can choose. */
export type Category = string | number;

/** Ratings of the same items by two raters; first[i] and second[i] rate item i. */
export interface TwoRaters<C extends Category = Category> {
  readonly first: readonly C[];
  readonly second: readonly C[];
  /** All categories in their order; by default those that occur, in increasing order. */
  readonly categories?: readonly C[];
}

/** Shares of items per pair of categories: rows are the first rater's, columns the second's. */
export interface ContingencyTable {
  readonly n: number;
  readonly shares: readonly (readonly number[])[];
  readonly rowShares: readonly number[];
  readonly columnShares: readonly number[];
}

/**
 * Cross table of two raters, as shares that sum to 1 (all zero for n = 0).
 *
 * @throws PairLengthError when the raters rated different numbers of items.
 * @throws StatisticInputError when a rating is not one of the categories.
 */
export function contingencyTable(
  statistic: string,
  { first, second, categories }: TwoRaters,
): ContingencyTable {
  if (first.length !== second.length) {
    throw new PairLengthError(statistic, { first: first.length, second: second.length });
  }
  const names = categories ?? [...new Set([...first, ...second])].sort(inOrder);
  const places = new Map(names.map((name, index) => [name, index]));
  const place = (category: Category): number => {
    const index = places.get(category);
    if (index !== undefined) return index;
    const allowed = `one of ${names.map(String).join(", ")}`;
    throw new StatisticInputError(statistic, { name: "a rating", received: category, allowed });
  };
  const n = first.length;
  const shares = names.map(() => names.map(() => 0));
  for (const [index, category] of first.entries()) {
    const row = shares[place(category)] as number[];
    const column = place(second[index] as Category);
    row[column] = (row[column] as number) + 1 / n;
  }
  const rowShares = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columnShares = names.map((_, column) =>
    shares.reduce((sum, row) => sum + (row[column] as number), 0),
  );
  return { n, shares, rowShares, columnShares };
}

function inOrder(left: Category, right: Category): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left) < String(right) ? -1 : 1;
}
