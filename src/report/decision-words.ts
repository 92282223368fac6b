import type { MetricDifference } from "../domain/comparison/metric-difference.js";

type Test = NonNullable<MetricDifference["pValueMethod"]>;
type IntervalMethod = NonNullable<MetricDifference["intervalMethod"]>;

const TESTS: Readonly<Record<Test, string>> = {
  t: "paired t",
  clustered_t: "cluster-robust t",
  skewness_adjusted_t: "t corrected for skewness",
  unseen_items: "items not seen",
  mcnemar: "McNemar, exact",
  missing_values: "missing values at their worst",
};

const INTERVALS: Readonly<Record<IntervalMethod, string>> = {
  t: "paired t",
  widened_t: "paired t, widened",
  clustered_t: "cluster-robust t",
  bonett_price: "Bonett–Price",
  confidence_sequence: "confidence sequence",
};

/** The test that decided a difference, in words; a dash without one. */
export function testWords({ pValueMethod, intervalMethod }: MetricDifference): string {
  if (pValueMethod !== null) return TESTS[pValueMethod];
  // What was looked at while it ran has no p-value: its interval decides.
  return intervalMethod === "confidence_sequence" ? INTERVALS.confidence_sequence : "–";
}

/** How a difference's interval was made, in words; a dash without one. */
export function intervalWords({ intervalMethod }: MetricDifference): string {
  return intervalMethod === null ? "–" : INTERVALS[intervalMethod];
}
