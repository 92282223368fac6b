import { describe, expect, test } from "@jest/globals";
import { bellMcCaffreyTTest } from "../../../src/statistics/clustered/bell-mccaffrey-t-test.js";
import { clusteredMean } from "../../../src/statistics/clustered/clustered-mean.js";
import { clusteredPairedTTest } from "../../../src/statistics/clustered/clustered-paired-t-test.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Clustered {
  readonly mean: number;
  readonly n: number;
  readonly clusters: number;
  readonly se_cr0_miller: number;
  readonly se_cr1_inspect: number | null;
  readonly se_iid: number;
  readonly design_effect_cr1: number | null;
  readonly t_ci95_df_C_minus_1: readonly [number, number] | null;
}
interface Scores {
  readonly scores: readonly number[];
  readonly clusters: readonly string[];
}
interface Sides {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly clusters: readonly string[];
}

function check(result: ReturnType<typeof clusteredMean>, expected: Clustered): void {
  expect(result.n).toBe(expected.n);
  expect(result.clusterCount).toBe(expected.clusters);
  expectClose(result.mean, expected.mean);
  expectClose(result.standardErrorIndependent, expected.se_iid);
  expectClose(result.standardErrorCr1, expected.se_cr1_inspect);
  expectClose(result.designEffect, expected.design_effect_cr1);
  expectInterval(result.interval, expected.t_ci95_df_C_minus_1);
  if (expected.clusters > 1) expectClose(result.standardErrorCr0, expected.se_cr0_miller);
  else {
    // With one cluster the library's CR0 is rounding noise around 0, which would read as certainty.
    expect(expected.se_cr0_miller).toBeLessThan(1e-16);
    expect(result.standardErrorCr0).toBeNull();
  }
}

test.each(vectorSection<readonly VectorCase<Scores, Clustered>[]>("clustered_se"))(
  "clustered mean: $name",
  ({ input, expected }) => {
    check(clusteredMean(input.scores, { clusters: input.clusters, level: 0.95 }), expected);
  },
);

test.each(vectorSection<readonly VectorCase<Sides, Clustered>[]>("paired_clustered"))(
  "paired differences in clusters",
  ({ input, expected }) => {
    const differences = pairedDifferences(
      input.a.map((baseline, index) => ({ baseline, candidate: input.b[index] as number })),
    );
    const result = clusteredPairedTTest(differences, { clusters: input.clusters, level: 0.95 });
    check(result.estimate, expected);
    expectClose(result.t, expected.mean / (expected.se_cr1_inspect as number));
    // SciPy 1.17.1: 2 * t.sf(0.056 / 0.017997222007854446, 4).
    expectClose(result.pValue, 0.035816686651070476);
  },
);

describe("undefined clustered statistics say why", () => {
  const level = 0.95;
  test("no values, one cluster, no variance", () => {
    expect(clusteredMean([], { clusters: [], level }).undefinedReason).toBe("no_values");
    expect(clusteredMean([1, 2], { clusters: ["a", "a"], level }).undefinedReason).toBe("one_cluster");
    expect(clusteredMean([1, 1], { clusters: ["a", "b"], level })).toMatchObject({
      undefinedReason: "zero_variance",
      standardErrorCr1: 0,
      designEffect: null,
      interval: { lower: 1, upper: 1 },
    });
    expect(clusteredPairedTTest([], { clusters: [], level }).undefinedReason).toBe("no_pairs");
    expect(clusteredPairedTTest([1], { clusters: ["a"], level }).undefinedReason).toBe("one_cluster");
    expect(clusteredPairedTTest([1, 1], { clusters: ["a", "b"], level }).undefinedReason).toBe(
      "zero_variance",
    );
  });
  test("a cluster is needed for every value", () => {
    expect(() => clusteredMean([1, 2], { clusters: ["a"], level })).toThrow(PairLengthError);
    expect(() => clusteredMean([1, 2], { clusters: ["a"], level })).toThrow(
      "clusteredMean: values has 2, clusters has 1 values; allowed is the same number of each, aligned item by item.",
    );
  });
});

describe("the bias-reduced cluster-robust t test", () => {
  const level = 0.95;

  test("is the one of the definition with matrices, clusters of 5, 3, 1 and 1 items", () => {
    const values = [0.31, 0.12, 0.05, -0.2, 0.4, 0.22, 0.18, -0.07, 0.33, 0.02];
    const test = bellMcCaffreyTTest(values, { clusters: [..."aaaaabbbcd"], level });
    // NumPy: (I − H_cc)^(−1/2) by eigenvalues, trace(B)² / trace(B²); SciPy 1.17.1 for t.
    expectClose(test.mean, 0.136);
    expectClose(test.standardError, 0.025585213983923893);
    expectClose(test.degreesOfFreedom, 1.9351535836177474);
    expectInterval(test.interval, [0.022304001689480712, 0.2496959983105193]);
    expectClose(test.pValue, 0.036059827529154334);
  });

  test("is CR1 on C − 1 degrees of freedom for clusters of one size", () => {
    const values = [0.1, 0.2, -0.05, 0.15, 0.0, 0.3, 0.12, -0.1, 0.05, 0.2, 0.07, 0.11];
    const clusters = [..."aaabbbcccddd"];
    const plain = clusteredPairedTTest(values, { clusters, level });
    const reduced = bellMcCaffreyTTest(values, { clusters, level });
    expectClose(reduced.standardError, plain.estimate.standardErrorCr1);
    expect(reduced.degreesOfFreedom).toBe(3);
    expectClose(reduced.pValue, plain.pValue);
  });

  test("counts twenty clusters, of which one holds half of the items, like less than five", () => {
    const clusters = Array.from({ length: 152 }, (_, index) => (index < 76 ? "big" : `c${index % 19}`));
    const values = clusters.map((_, index) => (index * 37) % 11);
    const { clusterCount, degreesOfFreedom } = bellMcCaffreyTTest(values, { clusters, level });
    expect(clusterCount).toBe(20);
    // NumPy, by the same definition.
    expectClose(degreesOfFreedom, 3.6121372031662267);
  });

  test("is undefined without values, with one cluster and without variance, and says why", () => {
    const nothing = { standardError: null, degreesOfFreedom: null, interval: null, pValue: null };
    expect(bellMcCaffreyTTest([], { clusters: [], level })).toMatchObject({
      ...nothing,
      mean: null,
      undefinedReason: "no_values",
    });
    expect(bellMcCaffreyTTest([1, 2], { clusters: ["a", "a"], level })).toMatchObject({
      ...nothing,
      undefinedReason: "one_cluster",
    });
    expect(bellMcCaffreyTTest([1, 1], { clusters: ["a", "b"], level })).toMatchObject({
      standardError: 0,
      interval: null,
      pValue: null,
      undefinedReason: "zero_variance",
    });
    // The values vary, the cluster sums do not.
    expect(bellMcCaffreyTTest([1, 2, 2, 1], { clusters: ["a", "a", "b", "b"], level })).toMatchObject({
      interval: null,
      pValue: null,
      undefinedReason: "zero_variance",
    });
  });
});
