import type { BinaryTest, MetricDifference } from "../../domain/comparison/metric-difference.js";
import { bellMcCaffreyTTest } from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { clusterContributions } from "../../statistics/clustered/cluster-contributions.js";
import { mcnemarTest } from "../../statistics/hypothesis-tests/mcnemar-test.js";
import { bonettPriceInterval } from "../../statistics/intervals/bonett-price-interval.js";
import { pairedTTest } from "../../statistics/paired-t-test.js";
import { type MetricNature, refuseUnbounded, testMeanDifference } from "./test-mean-difference.js";

/** Pairs of one metric, as far as the tests need them. */
export interface TestedPairs {
  readonly differences: readonly number[];
  readonly clusters: readonly string[] | null;
  readonly isBinary: boolean;
  readonly nature: MetricNature;
  /** The jump of unseen items that a verdict must survive; by default that of these differences. */
  readonly jump?: number | null;
}

/** The difference of two sides with its tests. */
export type PairTests = Pick<
  MetricDifference,
  | "n"
  | "clusters"
  | "meanDifference"
  | "standardDeviation"
  | "standardError"
  | "degreesOfFreedom"
  | "interval"
  | "intervalMethod"
  | "pValueT"
  | "binary"
  | "pValue"
  | "pValueMethod"
> & {
  readonly undefinedReason: string | null;
  /** Why the values give no verdict on their mean although it has a test; null when they may. */
  readonly refusal: string | null;
};

/**
 * Tests a mean difference by the method its values ask for.
 *
 * Method  paired t with its interval, widened by what it overlooks (`testMeanDifference`); with clusters CR2 on
 *         Satterthwaite's degrees of freedom; yes-or-no values of independent items by McNemar exact, with the interval of
 *         Bonett and Price, extended to zero where McNemar does not reject. `pValue` and `interval` always agree.
 */
export function testPairs(
  { differences, clusters, isBinary, nature, jump }: TestedPairs,
  level: number,
): PairTests {
  const { tInterval, ...moments } =
    clusters === null ? independent(differences, level) : clustered(differences, { clusters, level });
  const binary = isBinary && clusters === null && differences.length > 0 ? binaryTest(differences) : null;
  const shared = { ...moments, binary };
  if (binary !== null) {
    const interval = binaryInterval(binary, { n: differences.length, level });
    const { pValueExact: pValue } = binary;
    return {
      ...shared,
      interval,
      intervalMethod: "bonett_price",
      pValue,
      pValueMethod: "mcnemar",
      refusal: null,
    };
  }
  if (moments.clusters === 1 || moments.n < 2)
    return {
      ...shared,
      interval: null,
      intervalMethod: null,
      pValue: null,
      pValueMethod: null,
      refusal: null,
    };
  const { pValue, pValueMethod, interval, isWidened } = testMeanDifference(
    {
      differences,
      mean: moments.meanDifference,
      pValue: moments.pValueT,
      interval: tInterval,
      clusters,
    },
    { range: nature.range, jump: jump ?? null, level },
  );
  const plain = clusters === null ? ("t" as const) : ("clustered_t" as const);
  const intervalMethod = interval === null ? null : isWidened ? ("widened_t" as const) : plain;
  const refusal =
    clusters === null
      ? refuseUnbounded(differences, nature, "pairs")
      : refuseUnbounded(clusterContributions(differences, clusters), nature, "clusters");
  return { ...shared, interval, intervalMethod, pValue, pValueMethod, refusal };
}

function binaryInterval(
  { candidateOnly, baselineOnly, pValueExact }: BinaryTest,
  { n, level }: { readonly n: number; readonly level: number },
): PairTests["interval"] {
  const interval = bonettPriceInterval({ candidateOnly, baselineOnly, n }, level);
  if (interval === null || pValueExact <= 1 - level) return interval;
  return { level, lower: Math.min(0, interval.lower), upper: Math.max(0, interval.upper) };
}

type Moments = Omit<
  PairTests,
  "binary" | "pValue" | "pValueMethod" | "interval" | "intervalMethod" | "refusal"
> & {
  readonly tInterval: PairTests["interval"];
};

function independent(differences: readonly number[], level: number): Moments {
  const test = pairedTTest(differences, { level });
  const { n, meanDifference, standardDeviation, standardError, degreesOfFreedom, undefinedReason } = test;
  return {
    n,
    meanDifference,
    standardDeviation,
    standardError,
    degreesOfFreedom,
    undefinedReason,
    clusters: null,
    // At zero variance the interval is a point, which would look like certainty.
    tInterval: undefinedReason === null ? test.interval : null,
    pValueT: test.pValue,
  };
}

function clustered(
  differences: readonly number[],
  plan: { readonly clusters: readonly string[]; readonly level: number },
): Moments {
  const test = bellMcCaffreyTTest(differences, plan);
  const { n, standardError, degreesOfFreedom, interval, undefinedReason } = test;
  return {
    n,
    clusters: test.clusterCount,
    meanDifference: test.mean,
    standardDeviation: pairedTTest(differences, plan).standardDeviation,
    standardError,
    degreesOfFreedom,
    tInterval: interval,
    pValueT: test.pValue,
    undefinedReason: undefinedReason === "no_values" ? "no_pairs" : undefinedReason,
  };
}

function binaryTest(differences: readonly number[]): BinaryTest {
  let candidateOnly = 0;
  let baselineOnly = 0;
  for (const difference of differences) {
    if (difference > 0) candidateOnly += 1;
    else if (difference < 0) baselineOnly += 1;
  }
  const { pValue, pValueMid } = mcnemarTest({ candidateOnly, baselineOnly });
  return { candidateOnly, baselineOnly, pValueExact: pValue, pValueMid };
}
