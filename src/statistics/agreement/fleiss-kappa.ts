import { requireCount } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/**
 * Fleiss' kappa: chance-corrected agreement of many raters on unordered categories.
 *
 * Shapes  counts[item][category]: how many raters chose it; the same number of raters, two or more, per item.
 * Units   at most 1.
 * Null    without items, and when all raters chose one category throughout.
 * Source  Fleiss 1971.
 * @throws StatisticInputError when the numbers of raters or categories differ between items.
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number | null {
  const first = counts[0];
  if (first === undefined) return null;
  const raters = first.reduce((sum, count) => sum + count, 0);
  const chosen = first.map(() => 0);
  let agreement = 0;
  for (const [item, row] of counts.entries()) {
    requireRow(row, { item, raters, categories: first.length });
    let alike = 0;
    for (const [category, count] of row.entries()) {
      chosen[category] = (chosen[category] as number) + count;
      alike += count * (count - 1);
    }
    agreement += alike / (raters * (raters - 1));
  }
  const observed = agreement / counts.length;
  const expected = chosen.reduce((sum, count) => sum + (count / (raters * counts.length)) ** 2, 0);
  return 1 - expected < 1e-12 ? null : (observed - expected) / (1 - expected);
}

function requireRow(
  row: readonly number[],
  {
    item,
    raters,
    categories,
  }: { readonly item: number; readonly raters: number; readonly categories: number },
): void {
  const statistic = "fleissKappa";
  for (const count of row) requireCount(count, { statistic, name: `a count of item ${item}` });
  const sum = row.reduce((total, count) => total + count, 0);
  if (row.length === categories && sum === raters && raters >= 2) return;
  throw new StatisticInputError(statistic, {
    name: `item ${item}`,
    received: `${sum} raters over ${row.length} categories`,
    allowed: `two raters or more, the same for every item; item 0 has ${raters} over ${categories} categories`,
  });
}
