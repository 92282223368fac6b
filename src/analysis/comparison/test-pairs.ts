import type { BinaryTest, MetricDifference } from "../../domain/comparison/metric-difference.js";
import { bellMcCaffreyTTest } from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { mcnemarTest } from "../../statistics/hypothesis-tests/mcnemar-test.js";
import { bonettPriceInterval } from "../../statistics/intervals/bonett-price-interval.js";
import { pairedTTest } from "../../statistics/paired-t-test.js";
import { createRandom } from "../../statistics/seeded-random.js";
import { signFlipTest } from "../../statistics/sign-flip-test.js";
import { SMALL_SAMPLE } from "./small-sample.js";

/** Any fixed number: the same rows give the same report. */
export const SEED = 20_241_124;
/** Above so many pairs the sign-flip test, there only to be seen, takes a tenth of the permutations. */
const MANY_PAIRS = 20_000;

/** Pairs of one metric, as far as the tests need them. */
export interface TestedPairs {
  readonly differences: readonly number[];
  readonly clusters: readonly string[] | null;
  readonly isBinary: boolean;
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
  | "pValueSignFlip"
  | "binary"
  | "pValue"
> & { readonly undefinedReason: string | null };

/**
 * Tests a mean difference by the method its values ask for.
 *
 * Method  paired t with its interval; with clusters CR2 on Satterthwaite's degrees of freedom; yes-or-no values of
 *         independent items by McNemar exact and Bonett–Price. Below 30 units (pairs or clusters) `pValue` is the
 *         larger of t and sign-flip, as neither alone keeps its error rate there (docs/statistics.md).
 */
export function testPairs({ differences, clusters, isBinary }: TestedPairs, level: number): PairTests {
  const moments =
    clusters === null ? independent(differences, level) : clustered(differences, { clusters, level });
  const binary = isBinary && clusters === null && differences.length > 0 ? binaryTest(differences) : null;
  const { pValue: pValueSignFlip } = signFlipTest(differences, {
    random: createRandom(SEED),
    resamples: differences.length > MANY_PAIRS ? 999 : 9_999,
    ...(clusters === null ? {} : { clusters }),
  });
  const isSmall = (moments.clusters ?? moments.n) < SMALL_SAMPLE;
  const pValueOfMean =
    moments.pValueT === null || pValueSignFlip === null
      ? null
      : isSmall
        ? Math.max(moments.pValueT, pValueSignFlip)
        : moments.pValueT;
  const shared = { ...moments, pValueSignFlip, binary };
  if (binary === null) return { ...shared, pValue: pValueOfMean };
  return {
    ...shared,
    interval: bonettPriceInterval(
      { candidateOnly: binary.candidateOnly, baselineOnly: binary.baselineOnly, n: differences.length },
      level,
    ),
    intervalMethod: "bonett_price",
    pValue: binary.pValueExact,
  };
}

type Moments = Omit<PairTests, "pValueSignFlip" | "binary" | "pValue">;

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
    interval: undefinedReason === null ? test.interval : null,
    intervalMethod: undefinedReason === null ? "t" : null,
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
    interval,
    intervalMethod: interval === null ? null : "clustered_t",
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
