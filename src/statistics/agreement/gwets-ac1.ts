import { contingencyTable, type TwoRaters } from "./contingency-table.js";

/**
 * Gwet's AC1: chance-corrected agreement of two raters that stays stable when nearly all items fall into
 * one category, where kappa collapses.
 *
 * Shapes  first, second: length n >= 0, aligned by item.
 * Units   in [-1, 1].
 * Null    for n = 0 and with a single category.
 * Source  Gwet 2008.
 * @throws PairLengthError or StatisticInputError when the ratings do not match up.
 */
export function gwetsAc1(raters: TwoRaters): number | null {
  const { n, shares, rowShares, columnShares } = contingencyTable("gwetsAc1", raters);
  const size = rowShares.length;
  if (n === 0 || size < 2) return null;
  const observed = shares.reduce((sum, row, index) => sum + (row[index] as number), 0);
  const expected =
    rowShares.reduce((sum, share, index) => {
      const prevalence = (share + (columnShares[index] as number)) / 2;
      return sum + prevalence * (1 - prevalence);
    }, 0) /
    (size - 1);
  return (observed - expected) / (1 - expected);
}
