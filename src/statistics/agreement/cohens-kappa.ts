import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { normalQuantile } from "../distributions/normal.js";
import { requireOpenUnit } from "../require-parameter.js";
import { type ContingencyTable, contingencyTable, type TwoRaters } from "./contingency-table.js";

/** How much a disagreement counts: fully, by its distance on the scale, or by the distance squared. */
export type KappaWeights = "none" | "linear" | "quadratic";

/** Chance-corrected agreement of two raters; null with `undefinedReason` where undefined. */
export interface CohensKappa {
  readonly n: number;
  /** Share of items rated alike, whatever the weights. */
  readonly agreement: number | null;
  readonly kappa: number | null;
  /** For intervals. */
  readonly standardError: number | null;
  /** Under the hypothesis kappa = 0, for tests. */
  readonly standardErrorNull: number | null;
  /** Normal approximation; may pass 1 in small samples. */
  readonly interval: Interval | null;
  readonly undefinedReason: "no_items" | "one_category" | null;
}

/**
 * Cohen's kappa, plain or weighted. Quadratic weights suit scales; with skewed categories read Gwet's AC1 too.
 *
 * Shapes  first, second: length n >= 0, aligned by item; weights count positions in `categories`.
 * Units   in [-1, 1].
 * Null    everything for n = 0; kappa when chance agreement is complete (one category in use).
 * Source  Cohen 1960, 1968; Fleiss, Cohen & Everitt 1969 for the errors.
 * @throws PairLengthError or StatisticInputError when the ratings do not match up.
 */
export function cohensKappa(
  raters: TwoRaters,
  { weights = "none", level = 0.95 }: { readonly weights?: KappaWeights; readonly level?: number } = {},
): CohensKappa {
  requireOpenUnit(level, { statistic: "cohensKappa", name: "level" });
  const table = contingencyTable("cohensKappa", raters);
  const { n, shares, rowShares, columnShares } = table;
  const undefinedKappa = { kappa: null, standardError: null, standardErrorNull: null, interval: null };
  if (n === 0) return { n, agreement: null, ...undefinedKappa, undefinedReason: "no_items" };
  const credit = creditMatrix(rowShares.length, weights);
  const agreement = shares.reduce((sum, row, i) => sum + (row[i] as number), 0);
  const observed = total(credit, (i, j) => shares[i]?.[j] ?? 0);
  const expected = total(credit, (i, j) => (rowShares[i] ?? 0) * (columnShares[j] ?? 0));
  if (1 - expected < 1e-12) return { n, agreement, ...undefinedKappa, undefinedReason: "one_category" };
  const kappa = (observed - expected) / (1 - expected);
  const { standardError, standardErrorNull } = standardErrors(table, { credit, kappa, expected });
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return {
    n,
    agreement,
    kappa,
    standardError,
    standardErrorNull,
    interval: { level, lower: kappa - half, upper: kappa + half },
    undefinedReason: null,
  };
}

/** 1 on the diagonal, less with the distance from it. */
function creditMatrix(size: number, weights: KappaWeights): number[][] {
  const power = weights === "quadratic" ? 2 : 1;
  const credit = (i: number, j: number): number => {
    if (i === j) return 1;
    return weights === "none" ? 0 : 1 - (Math.abs(i - j) / (size - 1)) ** power;
  };
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => credit(i, j)));
}

function total(credit: readonly (readonly number[])[], weight: (i: number, j: number) => number): number {
  let sum = 0;
  for (const [i, row] of credit.entries()) {
    for (const [j, value] of row.entries()) sum += value * weight(i, j);
  }
  return sum;
}

function standardErrors(
  { n, shares, rowShares, columnShares }: ContingencyTable,
  {
    credit,
    kappa,
    expected,
  }: { readonly credit: readonly (readonly number[])[]; readonly kappa: number; readonly expected: number },
): { readonly standardError: number; readonly standardErrorNull: number } {
  const dot = (values: readonly number[], marginal: readonly number[]): number =>
    values.reduce((sum, value, index) => sum + value * (marginal[index] as number), 0);
  const rowCredit = credit.map((row) => dot(row, columnShares));
  const columnCredit = credit.map((row) => dot(row, rowShares));
  let squares = 0;
  let squaresNull = 0;
  for (const [i, row] of credit.entries()) {
    for (const [j, value] of row.entries()) {
      const margins = (rowCredit[i] as number) + (columnCredit[j] as number);
      squares += (shares[i]?.[j] ?? 0) * (value - margins * (1 - kappa)) ** 2;
      squaresNull += (rowShares[i] ?? 0) * (columnShares[j] ?? 0) * (value - margins) ** 2;
    }
  }
  const scale = (1 - expected) * Math.sqrt(n);
  const excess = kappa - expected * (1 - kappa);
  return {
    standardError: Math.sqrt(Math.max(0, squares - excess ** 2)) / scale,
    standardErrorNull: Math.sqrt(Math.max(0, squaresNull - expected ** 2)) / scale,
  };
}
