import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";

/** The six intraclass correlations; null with `undefinedReason` where undefined. */
export interface IntraclassCorrelation {
  /** ICC(1,1): each target has its own raters. */
  readonly oneWaySingle: number | null;
  /** ICC(A,1): the same raters, whose offsets count as disagreement. The one for judge against human. */
  readonly agreementSingle: number | null;
  /** ICC(C,1): the same raters, whose offsets are forgiven. */
  readonly consistencySingle: number | null;
  /** ICC(1,k), ICC(A,k), ICC(C,k): of the mean of the k raters. */
  readonly oneWayAverage: number | null;
  readonly agreementAverage: number | null;
  readonly consistencyAverage: number | null;
  readonly undefinedReason: "too_few_targets" | "too_few_raters" | "zero_variance" | null;
}

const UNDEFINED = {
  oneWaySingle: null,
  agreementSingle: null,
  consistencySingle: null,
  oneWayAverage: null,
  agreementAverage: null,
  consistencyAverage: null,
} as const;

/**
 * Intraclass correlations: agreement of raters on a continuous score.
 *
 * Shapes  ratings[target][rater]: n >= 2 targets, each rated by the same k >= 2 raters, none missing.
 * Units   at most 1; may be negative.
 * Null    below two targets or raters, and when no rating differs from any other; a single one of them
 *         where its denominator vanishes.
 * Source  Shrout & Fleiss 1979; McGraw & Wong 1996.
 * @throws NonFiniteValueError
 * @throws PairLengthError when targets have different numbers of ratings.
 */
export function intraclassCorrelation(ratings: readonly (readonly number[])[]): IntraclassCorrelation {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  for (const [target, row] of ratings.entries()) {
    assertFinite(row, `intraclassCorrelation, target ${target}`);
    if (row.length !== k) {
      throw new PairLengthError("intraclassCorrelation", { "target 0": k, [`target ${target}`]: row.length });
    }
  }
  if (n < 2) return { ...UNDEFINED, undefinedReason: "too_few_targets" };
  if (k < 2) return { ...UNDEFINED, undefinedReason: "too_few_raters" };
  const { targets, raters, within, error } = meanSquares(ratings, { n, k });
  if (targets === 0 && within === 0) return { ...UNDEFINED, undefinedReason: "zero_variance" };
  const offset = (raters - error) / n;
  return {
    oneWaySingle: ratio(targets - within, targets + (k - 1) * within),
    agreementSingle: ratio(targets - error, targets + (k - 1) * error + k * offset),
    consistencySingle: ratio(targets - error, targets + (k - 1) * error),
    oneWayAverage: ratio(targets - within, targets),
    agreementAverage: ratio(targets - error, targets + offset),
    consistencyAverage: ratio(targets - error, targets),
    undefinedReason: null,
  };
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/** Mean squares of the two-way analysis of variance without replication. */
function meanSquares(
  ratings: readonly (readonly number[])[],
  { n, k }: { readonly n: number; readonly k: number },
): Record<"targets" | "raters" | "within" | "error", number> {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const targetMeans = ratings.map((row) => sum(row) / k);
  const raterMeans = Array.from(
    { length: k },
    (_, rater) => sum(ratings.map((row) => row[rater] as number)) / n,
  );
  const grand = sum(targetMeans) / n;
  const betweenTargets = k * sum(targetMeans.map((mean) => (mean - grand) ** 2));
  const betweenRaters = n * sum(raterMeans.map((mean) => (mean - grand) ** 2));
  const withinTargets = sum(
    ratings.flatMap((row, target) => row.map((value) => (value - (targetMeans[target] as number)) ** 2)),
  );
  return {
    targets: betweenTargets / (n - 1),
    raters: betweenRaters / (k - 1),
    within: withinTargets / (n * (k - 1)),
    error: Math.max(0, withinTargets - betweenRaters) / ((n - 1) * (k - 1)),
  };
}
