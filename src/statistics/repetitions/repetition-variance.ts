import { describe } from "../describe.js";
import { assertFinite } from "../non-finite-value-error.js";
import { StatisticInputError } from "../statistic-input-error.js";
import { pooledVariance } from "./pooled-variance.js";

/** How the variance of a mean over items splits into items and repetitions. */
export interface RepetitionVariance {
  readonly itemCount: number;
  readonly itemMeans: readonly number[];
  /** Mean of the item means, so that every item weighs the same. */
  readonly mean: number | null;
  /** Of the mean, from the item means; never from all n · K values as if they were independent. */
  readonly standardError: number | null;
  readonly withinVariance: number | null;
  readonly itemMeanVariance: number | null;
  /** Of the items' true means: what more repetitions cannot reduce. */
  readonly betweenVariance: number | null;
  /** Share of one repetition's variance that is between items. */
  readonly intraclassCorrelation: number | null;
  readonly undefinedReason: "no_items" | "one_item" | "no_repetitions" | null;
}

/**
 * Variance decomposition over repetitions of the same items.
 *
 * Shapes  repetitionsByItem: one array of K_i >= 1 values per item; K_i may differ.
 * Units   variances in squared units of the values.
 * Method  within: pooled over items; between: max(0, Var(item means) − within · mean(1 / K_i)).
 * Null    within without a repeated item; between and standard error below two items.
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when an item has no value.
 */
export function repetitionVariance(repetitionsByItem: readonly (readonly number[])[]): RepetitionVariance {
  const itemMeans = repetitionsByItem.map((repetitions, item) => {
    assertFinite(repetitions, `repetitionVariance, item ${item}`);
    if (repetitions.length === 0) {
      throw new StatisticInputError("repetitionVariance", {
        name: `item ${item}`,
        received: "no value",
        allowed: "one value or more; leave out items without any",
      });
    }
    return repetitions.reduce((sum, value) => sum + value, 0) / repetitions.length;
  });
  const { n, mean, variance, standardError } = describe(itemMeans);
  const withinVariance = pooledVariance(repetitionsByItem);
  const noiseShare = repetitionsByItem.reduce((sum, { length }) => sum + 1 / length, 0) / Math.max(1, n);
  const betweenVariance =
    variance === null || withinVariance === null ? null : Math.max(0, variance - withinVariance * noiseShare);
  const total = betweenVariance === null || withinVariance === null ? 0 : betweenVariance + withinVariance;
  return {
    itemCount: n,
    itemMeans,
    mean,
    standardError,
    withinVariance,
    itemMeanVariance: variance,
    betweenVariance,
    intraclassCorrelation: betweenVariance === null || total === 0 ? null : betweenVariance / total,
    undefinedReason: undefinedReason(n, withinVariance),
  };
}

function undefinedReason(n: number, withinVariance: number | null): RepetitionVariance["undefinedReason"] {
  if (n === 0) return "no_items";
  if (n === 1) return "one_item";
  return withinVariance === null ? "no_repetitions" : null;
}
