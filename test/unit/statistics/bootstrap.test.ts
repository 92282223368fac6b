import { describe, expect, test } from "@jest/globals";
import { bcaInterval } from "../../../src/statistics/bootstrap/bca-interval.js";
import { bootstrapMean } from "../../../src/statistics/bootstrap/bootstrap-mean.js";
import { bootstrapMeans, leaveOneOutMeans } from "../../../src/statistics/bootstrap/bootstrap-means.js";
import { percentileInterval } from "../../../src/statistics/bootstrap/percentile-interval.js";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { normalCdf, normalQuantile } from "../../../src/statistics/distributions/normal.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { sortedQuantile } from "../../../src/statistics/sorted-quantile.js";
import { expectClose, expectInterval, vectorSection } from "../../support/statistics-vectors.js";

type Pair = readonly [number, number];
interface Sample {
  readonly x: readonly number[];
}
const [sampled, enumerated, constant] =
  vectorSection<
    readonly [
      {
        readonly input: Sample;
        readonly expected: {
          readonly acceleration: number;
          readonly percentile_ci95: Pair;
          readonly bca_ci95: Pair;
          readonly bootstrap_se: number;
          readonly se_plugin_exact: number;
        };
        readonly tol_abs: number;
      },
      {
        readonly input: Sample;
        readonly expected: {
          readonly n_resamples: number;
          readonly z0_midrank: number;
          readonly acceleration: number;
          readonly alpha1: number;
          readonly alpha2: number;
          readonly percentile_ci95_type7: Pair;
          readonly bca_ci95_type7: Pair;
          readonly bootstrap_se_ddof0: number;
        };
      },
      {
        readonly input: Sample;
        readonly expected: { readonly percentile_ci95: Pair; readonly bca_ci95: Pair };
      },
    ]
  >("bootstrap");
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test("all 6^6 resamples give SciPy's intervals exactly", () => {
  const { input, expected } = enumerated;
  const size = input.x.length;
  const replicates = Array.from({ length: size ** size }, (_, code) =>
    mean(
      Array.from(
        { length: size },
        (_unused, place) => input.x[Math.floor(code / size ** place) % size] as number,
      ),
    ),
  );
  expect(replicates).toHaveLength(expected.n_resamples);
  const sample = { estimate: mean(input.x), replicates, leaveOneOut: leaveOneOutMeans(input.x) };
  const result = bcaInterval(sample, 0.95);
  expectClose(result.biasCorrection, expected.z0_midrank);
  expectClose(result.acceleration, expected.acceleration);
  expectInterval(result.interval, expected.bca_ci95_type7);
  const { biasCorrection: z0, acceleration } = result as { biasCorrection: number; acceleration: number };
  for (const [level, alpha, bound] of [
    [0.025, expected.alpha1, result.interval?.lower],
    [0.975, expected.alpha2, result.interval?.upper],
  ] as const) {
    const z = z0 + normalQuantile(level);
    expectClose(normalCdf(z0 + z / (1 - acceleration * z)), alpha);
    expectClose(sortedQuantile(Float64Array.from(replicates).sort(), alpha), bound as number);
  }
  expectInterval(percentileInterval(replicates, 0.95), expected.percentile_ci95_type7);
  const centre = mean(replicates);
  expectClose(Math.sqrt(mean(replicates.map((value) => (value - centre) ** 2))), expected.bootstrap_se_ddof0);
});

test("ten thousand seeded resamples come close to SciPy's", () => {
  const { input, expected, tol_abs } = sampled;
  const result = bootstrapMean(input.x, { random: createRandom("bootstrap"), level: 0.95 });
  for (const [interval, wanted] of [
    [result.percentile, expected.percentile_ci95],
    [result.bca, expected.bca_ci95],
  ] as const) {
    expect(Math.abs((interval?.lower as number) - wanted[0])).toBeLessThanOrEqual(tol_abs);
    expect(Math.abs((interval?.upper as number) - wanted[1])).toBeLessThanOrEqual(tol_abs);
  }
  expect(Math.abs((result.standardError as number) - expected.bootstrap_se)).toBeLessThan(tol_abs / 5);
  const { variance } = describeSample(input.x);
  expectClose(Math.sqrt(((variance as number) * 9) / 10 / 10), expected.se_plugin_exact);
  const replicates = bootstrapMeans(input.x, { random: createRandom(1), resamples: 100 });
  const leaveOneOut = leaveOneOutMeans(input.x);
  const { acceleration } = bcaInterval({ estimate: mean(input.x), replicates, leaveOneOut }, 0.95);
  expectClose(acceleration, expected.acceleration);
  expect(bootstrapMean(input.x, { random: createRandom("bootstrap"), level: 0.95 })).toEqual(result);
});

describe("degenerate samples", () => {
  const level = 0.95;
  test("equal values give the point and say so", () => {
    const result = bootstrapMean(constant.input.x, { random: createRandom(1), level, resamples: 200 });
    expectInterval(result.bca, constant.expected.bca_ci95);
    expectInterval(result.percentile, constant.expected.percentile_ci95);
    expect(result.undefinedReason).toBe("all_equal");
  });
  test("resamples that are all the same are not drawn, and are what drawing them gives", () => {
    const random = (): number => {
      throw new Error("drawn");
    };
    const values = Array.from({ length: 7 }, () => 0.1);
    const sum = values.reduce((total, value) => total + value, 0);
    expect([...bootstrapMeans(values, { random, resamples: 3 })]).toEqual([sum / 7, sum / 7, sum / 7]);
    const clusters = ["a", "a", "b", "b"];
    expect([...bootstrapMeans([1, 2, 2, 1], { random, resamples: 2, clusters })]).toEqual([1.5, 1.5]);
    expect(() => bootstrapMeans([1, 1, 1], { random, resamples: 1, clusters: ["a", "a", "b"] })).toThrow(
      "drawn",
    );
  });
  test("nothing, one value and one cluster give no interval", () => {
    const random = createRandom(1);
    expect(bootstrapMean([], { random, level })).toMatchObject({ mean: null, undefinedReason: "no_values" });
    expect(bootstrapMean([1], { random, level })).toMatchObject({ bca: null, undefinedReason: "one_value" });
    expect(bootstrapMean([1, 2], { random, level, clusters: ["a", "a"] })).toMatchObject({
      bca: null,
      standardError: null,
      undefinedReason: "one_cluster",
    });
  });
  test("an estimate outside all replicates falls back to the percentile interval", () => {
    const sample = { estimate: 10, replicates: [1, 2, 3, 4], leaveOneOut: [1, 2, 3] };
    const result = bcaInterval(sample, level);
    expect(result.undefinedReason).toBe("no_median");
    expect(result.interval).toEqual(percentileInterval(sample.replicates, level));
    expect(bcaInterval({ ...sample, replicates: [] }, level)).toMatchObject({
      interval: null,
      undefinedReason: "no_replicates",
    });
  });
});

describe("clusters", () => {
  test("are drawn whole: replicates can only be means of whole clusters", () => {
    const values = [0, 0, 0, 1, 1, 1];
    const clusters = ["a", "a", "a", "b", "b", "b"];
    const replicates = bootstrapMeans(values, { random: createRandom(3), resamples: 500, clusters });
    expect([...new Set(replicates)].sort()).toEqual([0, 0.5, 1]);
    expect(leaveOneOutMeans(values, clusters)).toEqual([1, 0]);
  });
  test("must be one per value", () => {
    const plan = { random: createRandom(3), resamples: 5, clusters: ["a"] };
    expect(() => bootstrapMeans([1, 2], plan)).toThrow(PairLengthError);
  });
});
