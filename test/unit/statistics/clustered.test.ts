import { describe, expect, test } from "@jest/globals";
import { bellMcCaffreyTTest } from "../../../src/statistics/clustered/bell-mccaffrey-t-test.js";
import { expectClose, expectInterval } from "../../support/statistics-vectors.js";

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
    const reduced = bellMcCaffreyTTest(values, { clusters: [..."aaabbbcccddd"], level });
    // NumPy with SciPy 1.17.1.
    expectClose(reduced.standardError, 0.027834663973515444);
    expect(reduced.degreesOfFreedom).toBe(3);
    expectClose(reduced.pValue, 0.04114742102849536);
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
