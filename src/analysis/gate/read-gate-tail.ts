import type { TailMetric, TailStatistic } from "../../domain/comparison/tail-difference.js";
import type { Store } from "../../domain/store.js";
import { describe } from "../../statistics/describe.js";
import { quantileBounds } from "../../statistics/quantiles/quantile-bounds.js";
import { skewnessAdjustedTTest } from "../../statistics/skewness-adjusted-t-test.js";
import { tInterval } from "../../statistics/t-interval.js";
import { failureRate } from "../comparison/differential-failure.js";
import { refuseUnbounded } from "../comparison/test-mean-difference.js";
import { describeQuantile, QUANTILES, toBounds, toOpen } from "../tails/compare-quantiles.js";
import { type ItemAmount, readAmounts } from "../tails/read-amounts.js";
import { UNKNOWN_BOUNDS } from "./gate-bounds.js";
import { noOneSidedBound } from "./no-one-sided-bound.js";
import type { GateMean, GateMeanRequest } from "./read-gate-mean.js";

/**
 * Reads a median, 95th percentile or geometric mean of latency or cost with one-sided bounds, each at level 1 − alpha.
 *
 * Method  quantiles by order statistics, censored values as what they can be; geometric means by the wider of Student's t and
 *         the t corrected for skewness on the logarithms.
 * Null    bounds where order statistics do not reach; all of it after looks, with clusters, and for an alpha of ½ or more.
 * @throws StoredValueInvalidError, ItemOrderInvalidError
 */
export async function readGateTail(
  store: Store,
  { experiment, metric, policy }: GateMeanRequest,
  { of, statistic }: { readonly of: TailMetric; readonly statistic: TailStatistic },
): Promise<GateMean> {
  const { endedRuns } = failureRate(metric);
  const planned = experiment.runCount ?? endedRuns;
  const itemCount = Math.round(planned / experiment.repetitions);
  const amounts = await readAmounts(store, { experiment, itemCount, isComplete: endedRuns >= planned }, of);
  const known = { n: amounts.length, mean: null, deviation: null, range: null };
  const refuse = (refusal: string): GateMean => ({ ...known, ...UNKNOWN_BOUNDS, refusal });
  const { alpha, clusterBy } = policy;
  if (alpha >= 0.5) return refuse(noOneSidedBound(alpha));
  if (experiment.orderSeed !== null)
    return refuse(
      "the comparison was looked at while it ran: no bound of a quantile or ratio holds at all times",
    );
  if (clusterBy !== null)
    return refuse(`items are clustered by ${clusterBy}, and these bounds take them as independent`);
  if (amounts.length === 0) return refuse("no item has a value");
  if (statistic === "geometric_mean") return { ...known, ...ofGeometricMean(amounts, alpha) };
  const sample = toBounds(amounts);
  const p = QUANTILES[statistic];
  const { lower, upper } = toOpen(quantileBounds(sample, { p, alpha }));
  return {
    ...known,
    mean: describeQuantile(sample, p).value,
    lowerBound: lower,
    upperBound: upper,
    refusal: null,
  };
}

function ofGeometricMean(
  amounts: readonly ItemAmount[],
  alpha: number,
): Pick<GateMean, "mean" | "lowerBound" | "upperBound" | "refusal"> {
  const nothing = { mean: null, ...UNKNOWN_BOUNDS };
  const censored = amounts.filter(({ lower, upper }) => lower !== upper).length;
  if (censored > 0)
    return {
      ...nothing,
      refusal: `${censored} ${censored === 1 ? "value is" : "values are"} not known exactly: a geometric mean needs every one`,
    };
  const zeros = amounts.filter(({ lower }) => lower <= 0).length;
  if (zeros > 0)
    return {
      ...nothing,
      refusal: `${zeros} ${zeros === 1 ? "value is" : "values are"} 0, which has no logarithm`,
    };
  const logs = amounts.map(({ lower }) => Math.log(lower));
  const refusal = refuseUnbounded(logs, { kind: "geometric_mean", range: null }, "items");
  if (refusal !== null) return { ...nothing, refusal };
  const level = 1 - 2 * alpha;
  const sample = describe(logs);
  const intervals = [tInterval(sample, level), skewnessAdjustedTTest(logs, { level }).interval].filter(
    (interval) => interval !== null,
  );
  if (sample.variance === 0 || intervals.length === 0)
    return {
      ...nothing,
      refusal: `all ${logs.length} items have the same value: without variance there are no bounds`,
    };
  return {
    mean: Math.exp(sample.mean as number),
    lowerBound: Math.exp(Math.min(...intervals.map(({ lower }) => lower))),
    upperBound: Math.exp(Math.max(...intervals.map(({ upper }) => upper))),
    refusal: null,
  };
}
