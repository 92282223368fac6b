import type { Interval, MetricKind } from "../../domain/experiment/experiment-summary.js";
import type { ValueRange } from "../../statistics/bounded/betting-mean-bounds.js";
import { clusterContributions } from "../../statistics/clustered/cluster-contributions.js";
import { skewness } from "../../statistics/skewness.js";
import { skewnessAdjustedTTest } from "../../statistics/skewness-adjusted-t-test.js";
import { rangeWidth } from "./range-width.js";
import { testUnseenItems, unseenJump } from "./test-unseen-items.js";
import { unitSteadiness } from "./unit-steadiness.js";

/** Fewer items than this give no verdict on the mean of an unbounded metric: rare large values are most likely unseen. */
export const MINIMUM_ITEMS_UNBOUNDED: Readonly<Record<MetricNature["kind"], number>> = {
  score: 30,
  geometric_mean: 30,
  latency: 100,
  cost: 100,
  tokens: 100,
};
const MEANS: Readonly<Record<MetricNature["kind"], string>> = {
  score: "a score without a declared range",
  geometric_mean: "a geometric mean",
  latency: "a mean latency",
  cost: "a mean cost",
  tokens: "a mean of tokens",
};
/** Skewness per √n above which no t interval of an unbounded mean is believed, corrected for skewness or not. */
const TOLERATED_SKEWNESS = 0.2;
/** Without skewness the t test and the corrected one are the same up to rounding: such differences name no other method. */
const SAME = 1e-9;
/** What is known of a metric before its values are seen. */
export interface MetricNature {
  /** `geometric_mean`: of amounts, as the mean of their logarithms. */
  readonly kind: MetricKind | "geometric_mean";
  /** The values that one item can have; null = unbounded. */
  readonly range: ValueRange | null;
}

/** What decides about a mean difference. */
export interface MeanDifferenceTest {
  /** The largest p of the tests that must all agree. */
  readonly pValue: number | null;
  readonly pValueMethod: "t" | "clustered_t" | "skewness_adjusted_t" | "unseen_items" | null;
  /** Of everything that any of the tests does not reject: it excludes zero just when `pValue` is below alpha. */
  readonly interval: Interval | null;
  readonly isWidened: boolean;
}

/** How to decide. */
export interface MeanDifferenceSetting extends Pick<MetricNature, "range"> {
  /** The jump of unseen items to survive; null = that of these differences. */
  readonly jump: number | null;
  readonly level: number;
}

/** The t test of a sample, clustered or not. */
interface TTest {
  readonly differences: readonly number[];
  readonly mean: number | null;
  readonly pValue: number | null;
  readonly interval: Interval | null;
  /** Of each difference; null where items are independent. */
  readonly clusters: readonly string[] | null;
}

/**
 * Decides about a mean difference by the t test and by what that one overlooks.
 *
 * Method  the result must hold for Student's t (with clusters the cluster-robust one), for the t test corrected for
 *         skewness, and, where the score has a range, against items that were not seen (`testUnseenItems`). The interval is
 *         the hull of the three. With clusters what each of them contributes to the mean is one observation.
 * Null    without pairs, and at zero variance of an unbounded metric.
 * Source  Hall 1992 for the skewness.
 */
export function testMeanDifference(
  { differences, mean, pValue, interval, clusters }: TTest,
  { range, jump, level }: MeanDifferenceSetting,
): MeanDifferenceTest {
  const method = clusters === null ? ("t" as const) : ("clustered_t" as const);
  const units = clusters === null ? differences : clusterContributions(differences, clusters);
  const tests: { method: MeanDifferenceTest["pValueMethod"]; pValue: number; interval: Interval }[] = [];
  if (pValue !== null && interval !== null) tests.push({ method, pValue, interval });
  const adjusted = skewnessAdjustedTTest(units, { level });
  if (adjusted.pValue !== null && adjusted.interval !== null)
    tests.push({
      method: "skewness_adjusted_t",
      pValue: adjusted.pValue,
      interval: adjusted.interval,
    });
  if (range !== null && mean !== null)
    tests.push({
      method: "unseen_items",
      ...testUnseenItems(
        { n: units.length, mean },
        { jump: jump ?? unseenJump(unitSteadiness({ differences, clusters }, null), range), level },
      ),
    });
  const [first] = tests;
  if (first === undefined) return { pValue: null, pValueMethod: null, interval: null, isWidened: false };
  const largest = Math.max(...tests.map((test) => test.pValue));
  const decisive = tests.find((test) => test.pValue >= largest * (1 - SAME)) ?? first;
  const width = range === null ? Number.POSITIVE_INFINITY : rangeWidth(range);
  const lower = Math.max(-width, Math.min(...tests.map((test) => test.interval.lower)));
  const upper = Math.min(width, Math.max(...tests.map((test) => test.interval.upper)));
  const rounding = SAME * (upper - lower);
  return {
    pValue: largest,
    pValueMethod: decisive.method,
    interval: { level, lower, upper },
    isWidened: interval === null || lower < interval.lower - rounding || upper > interval.upper + rounding,
  };
}

/** Why the mean of an unbounded metric is not believed; null when it is. Bounded ones need no such refusal. */
export function refuseUnbounded(
  values: readonly number[],
  { kind, range }: MetricNature,
  unit: "items" | "pairs" | "clusters",
): string | null {
  if (range !== null || values.length === 0) return null;
  const n = values.length;
  const minimum = MINIMUM_ITEMS_UNBOUNDED[kind];
  if (n < minimum)
    return `${n} ${n === 1 ? unit.slice(0, -1) : unit}; ${MEANS[kind]} needs at least ${minimum}, as rare large values have no bound`;
  const tail = skewness(values);
  if (tail === null || Math.abs(tail) <= TOLERATED_SKEWNESS * Math.sqrt(n)) return null;
  const needed = Math.ceil((tail / TOLERATED_SKEWNESS) ** 2);
  return `the ${unit} have a long tail (skewness ${tail.toFixed(1)}), for which a mean of ${n} is not to be trusted; with such a tail about ${needed} ${unit} would be needed`;
}
