import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy, parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../../src/domain/comparison/metric-difference.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, compareArms, numbered, type RunResult, storeArm } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const arm = (results: readonly RunResult[], change: Partial<Arm> = {}): Arm => ({
  items: numbered(results),
  ...change,
});
/** Different scores from 0.2 up. */
const scores = (n: number): number[] => Array.from({ length: n }, (_, index) => 0.2 + (index % 17) / 40);
/** The same, a little better each, not all alike. */
const improved = (n: number): number[] => scores(n).map((score, index) => score + 0.1 + (index % 3) / 100);

function quality({ differences }: ComparisonReport): MetricDifference {
  return differences.find(({ metric }) => metric === "quality") as MetricDifference;
}

/** Figures of an answer: none may be a number where there is no answer. */
const NO_TEST = {
  standardError: null,
  interval: null,
  intervalMethod: null,
  pValueT: null,
  pValue: null,
  pValueAdjusted: null,
  bootstrapInterval: null,
};

describe("too few pairs are null with the reason", () => {
  test("none", async () => {
    const found = quality(await compareArms(store, { a: arm([null, null]), b: arm([null, null]) }));
    expect(found).toMatchObject({
      ...NO_TEST,
      n: 0,
      meanDifference: null,
      baselineMean: null,
      pValueSignFlip: null,
      pValueWilcoxon: null,
      verdict: "insufficient_data",
      reason: "no item has a value on both sides",
    });
    expect(found.undefinedReasons.meanDifference).toBe("no item has a value on both sides");
  });

  test("one", async () => {
    const found = quality(await compareArms(store, { a: arm([0.1]), b: arm([0.4]) }));
    expect(found).toMatchObject({ ...NO_TEST, n: 1, standardDeviation: null, verdict: "insufficient_data" });
    expect(found.undefinedReasons.interval).toBe("one pair has no variance");
    expect(found.reason).toBe("1 pair; a verdict on a mean needs at least 10");
  });

  test("two", async () => {
    const found = quality(await compareArms(store, { a: arm([0.1, 0.2]), b: arm([0.4, 0.6]) }));
    expect(found).toMatchObject({ n: 2, verdict: "insufficient_data" });
    expect(found.reason).toBe("2 pairs; a verdict on a mean needs at least 10");
  });
});

describe("scores that cannot be told apart", () => {
  test("all equal: no test of a mean, and no verdict", async () => {
    const found = quality(
      await compareArms(store, { a: arm(Array(20).fill(0.5)), b: arm(Array(20).fill(0.5)) }),
    );
    expect(found).toMatchObject({
      meanDifference: 0,
      // One item in seven can have been missed by twenty: 1 − 0.05^(1/20).
      interval: { level: 0.95, lower: expect.closeTo(-0.1391, 4), upper: expect.closeTo(0.1391, 4) },
      pValueT: null,
      pValue: 1,
      ties: 20,
      verdict: "inconclusive",
      reason: "the 95 % interval includes zero",
    });
    expect(found.undefinedReasons["power.itemsNeeded"]).toBe("no difference was observed");
    expect(found.undefinedReasons["reliability.unseenItems.pairsNeeded"]).toBe("no difference was observed");
    expect(found.effect.dz).toBeNull();
  });

  test("all missing in one arm: no pair, and who lacks them", async () => {
    const report = await compareArms(store, { a: arm(scores(20)), b: arm(Array(20).fill(null)) });
    const found = quality(report);
    expect(found).toMatchObject({ ...NO_TEST, n: 0, candidateMean: null, verdict: "insufficient_data" });
    expect(found.dropped).toEqual({ total: 20, reasons: { missing_in_candidate: 20 } });
    expect(found.reliability.failures.candidate).toEqual({
      failedRuns: 0,
      unscoredRuns: 20,
      endedRuns: 20,
      rate: 1,
    });
    expect(report.winner).toMatchObject({ variant: null });
  });

  test("disjoint items: no pair", async () => {
    const other = Object.fromEntries(scores(20).map((score, index) => [`j${index}`, score]));
    const found = quality(await compareArms(store, { a: arm(scores(20)), b: { items: other } }));
    expect(found).toMatchObject({ ...NO_TEST, n: 0, verdict: "insufficient_data" });
    expect(found.dropped.reasons).toEqual({ missing_in_baseline: 20, missing_in_candidate: 20 });
  });
});

describe("what must not be compared has no figures at all", () => {
  const expectIncomparable = (found: MetricDifference, reason: string): void => {
    expect(found).toMatchObject({
      ...NO_TEST,
      n: 0,
      meanDifference: null,
      baselineMean: null,
      candidateMean: null,
      verdict: "incomparable",
      reason,
    });
    expect(found.undefinedReasons.meanDifference).toBe(reason);
  };

  test("scores by different evaluator versions", async () => {
    const found = quality(
      await compareArms(store, { a: arm(scores(20)), b: arm(improved(20), { fingerprint: "g" }) }),
    );
    expectIncomparable(found, "the scores come from different evaluator versions (fingerprints differ)");
    expect(found.dropped).toEqual({ total: 20, reasons: { incomparable: 20 } });
  });

  test("versions of the dataset without a common item", async () => {
    const change = { datasetVersion: "2026-02-03T04:05:06.789Z" };
    const found = quality(await compareArms(store, { a: arm(scores(20)), b: arm(improved(20), { change }) }));
    expectIncomparable(
      found,
      "no item is the same in the dataset versions 2026-01-02T03:04:05.678Z and 2026-02-03T04:05:06.789Z",
    );
  });

  test("different datasets", async () => {
    const change = { datasetId: "e", datasetName: "elsewhere" };
    const found = quality(await compareArms(store, { a: arm(scores(20)), b: arm(improved(20), { change }) }));
    expectIncomparable(found, "different datasets: d and elsewhere");
  });

  test("booleans and numbers", async () => {
    const flags = scores(20).map((score) => (score > 0.4 ? 1 : 0));
    const found = quality(
      await compareArms(store, { a: arm(flags, { dataType: "BOOLEAN" }), b: arm(improved(20)) }),
    );
    expectIncomparable(
      found,
      "the values are BOOLEAN in experiment-a and NUMERIC in experiment-b: yes-or-no values and numbers are not the same measure",
    );
  });
});

describe("a comparison is refused with a clear error", () => {
  test("when the store holds an infinity", async () => {
    const first = scores(20);
    const arms = {
      a: arm(first),
      b: arm(first.map((score, index) => (index === 7 ? Number.POSITIVE_INFINITY : score))),
    };
    await expect(compareArms(store, arms)).rejects.toThrow(
      'Experiment "experiment-b", metric quality, item "i007": the store holds Infinity, allowed are finite numbers. ' +
        "Score the item again, or leave the value out: missing is not a number.",
    );
  });

  test("for one experiment", async () => {
    await expect(compareArms(store, { a: arm(scores(20)) })).rejects.toThrow(
      "A comparison needs at least two experiments, received 1.",
    );
  });

  test("for the same experiment twice", async () => {
    const experiment = await storeArm(store, "a", arm(scores(20)));
    const request = {
      experiments: [experiment, experiment],
      baselineId: experiment.id,
      policy: ComparisonPolicy.parse({}),
    };
    await expect(compareExperiments(store, request)).rejects.toThrow(
      'Experiment "experiment-a" is named twice. Compare different experiments: against itself every difference is zero.',
    );
  });

  test("for a baseline that is not among the experiments", async () => {
    const experiments = [
      await storeArm(store, "a", arm(scores(20))),
      await storeArm(store, "b", arm(scores(20))),
    ];
    const request = { experiments, baselineId: "elsewhere", policy: ComparisonPolicy.parse({}) };
    await expect(compareExperiments(store, request)).rejects.toThrow(
      "The baseline elsewhere is not among the compared experiments: experiment-a, experiment-b.",
    );
  });
});

describe("a policy is refused, naming the field,", () => {
  const margin = (received: string): string =>
    `✖ a margin is a number above 0, in the metric's own units; received ${received}\n  → at margins.quality`;
  test.each([
    ["for a margin of 0", { margins: { quality: 0 } }, margin("0")],
    ["for a negative margin", { margins: { quality: -0.1 } }, margin("-0.1")],
    ["for a margin that is no number", { margins: { quality: Number.NaN } }, margin("NaN")],
    ["for an alpha of 0", { alpha: 0 }, "✖ Too small: expected number to be >0\n  → at alpha"],
    ["for an alpha of 1", { alpha: 1 }, "✖ Too big: expected number to be <1\n  → at alpha"],
    ["for one pair", { minimumPairs: 1 }, "✖ Too small: expected number to be >=2\n  → at minimumPairs"],
    [
      "for clusters of items that are taken one by one",
      { clusterBy: "document", stopEarly: true },
      '✖ clusterBy is "document" and stopEarly is set: a sequence takes items one by one, as independent ones; leave one of them out',
    ],
    ["for an unknown field", { alhpa: 0.05 }, '✖ Unrecognized key: "alhpa"'],
  ])("%s", (_name, given, issue) => {
    expect(() => parseComparisonPolicy(given)).toThrow(`The comparison policy is invalid:\n${issue}`);
  });
});

describe("repetitions", () => {
  test("of an item are averaged: three of 100 items are 100 observations", async () => {
    const repeat = (values: readonly number[]): RunResult[][] =>
      values.map((value, index) => [value - 0.02, value + 0.01 + (index % 2) / 100, value]);
    const once = await compareArms(store, {
      a: { items: numbered(repeat(scores(100))) },
      b: { items: numbered(repeat(improved(100))) },
    });
    const found = quality(once);
    expect(found).toMatchObject({ n: 100, degreesOfFreedom: 99, binary: null });
    // Every item has the values v − 0.02, v, and v + 0.01 or v + 0.02: variances 7/30000 and 4/10000.
    expect(found.reliability.variance.baseline.within).toBeCloseTo((7 / 30_000 + 4 / 10_000) / 2, 12);
  });

  test("that are missing are neither zero nor forgotten", async () => {
    const repeat = (values: readonly number[]): RunResult[][] =>
      values.map((value) => [value, value + 0.02, null]);
    const found = quality(
      await compareArms(store, {
        a: { items: numbered(repeat(scores(20))) },
        b: { items: numbered(repeat(improved(20))) },
      }),
    );
    expect(found.n).toBe(20);
    expect(found.meanDifference).toBeCloseTo(0.1 + (7 * 0 + 7 * 0.01 + 6 * 0.02) / 20, 12);
    expect(found.reliability.failures.baseline.rate).toBeCloseTo(1 / 3, 12);
  });
});

test("values missing where the candidate fails name no winner, however good the rest", async () => {
  const candidate = improved(40).map((score, index) => (index < 12 ? ("failed" as const) : score));
  const report = await compareArms(store, { a: arm(scores(40)), b: arm(candidate) });
  const found = quality(report);
  expect(found).toMatchObject({ n: 28, verdict: "inconclusive" });
  expect(found.reason).toContain("the 12 missing values could change the result");
  expect(report.winner.variant).toBeNull();
  expect(report.warnings).toContain("experiment-b: 12 of 40 runs failed and fell out of the pairs");
});

test("a run that was cancelled before it was done is compared on what it has, and says so", async () => {
  const notRun = Array.from({ length: 40 }, (_, index) => `k${index}`);
  const report = await compareArms(store, {
    a: { items: { ...numbered(scores(40)), ...Object.fromEntries(notRun.map((id) => [id, 0.5])) } },
    b: { items: numbered(improved(40)), notRun },
  });
  expect(quality(report)).toMatchObject({
    n: 40,
    verdict: "better",
    dropped: { total: 40, reasons: { missing_in_candidate: 40 } },
  });
  expect(report.warnings).toContain("experiment-b is cancelled: its figures cover only what is done");
});

test("a metric that one side lacks is not left out silently", async () => {
  const report = await compareArms(store, { a: arm(scores(20)), b: arm(improved(20), { metric: "other" }) });
  expect(report.differences.map(({ metric }) => metric)).toEqual(["latency_ms"]);
  expect(report.warnings).toContain("quality is not compared with b, which has no such metric");
});

test("an alpha that no one-sided bound has gives nulls with reasons, not an exception", async () => {
  const policy = { alpha: 0.9, margins: { quality: 0.5 } };
  const found = quality(await compareArms(store, { a: arm(scores(20)), b: arm(improved(20)) }, policy));
  expect(found).toMatchObject({
    equivalence: null,
    power: { minimumDetectableEffect: null, itemsNeeded: null },
  });
  expect(found.undefinedReasons["power.minimumDetectableEffect"]).toBe("alpha is not below the power");
});

test("latencies of 0 and 1 ms are amounts, not yes and no", async () => {
  const report = await compareArms(store, {
    base: { items: numbered(Array(20).fill(0.5)), latencyMs: () => 1 },
    other: { items: numbered(Array(20).fill(0.5)), latencyMs: (id) => Number(id.endsWith("1")) },
  });
  const latency = report.differences.find(({ metric }) => metric === "latency_ms");
  expect(latency).toMatchObject({ n: 20, binary: null, intervalMethod: "widened_t" });
});
