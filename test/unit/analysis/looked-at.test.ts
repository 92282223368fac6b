import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { GatePolicy } from "../../../src/domain/gate/gate.js";
import type { Store } from "../../../src/domain/store.js";
import { bettingConfidenceSequence } from "../../../src/statistics/sequential/betting-confidence-sequence.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, compareArms, numbered } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const POLICY = { primaryMetric: "quality", stopEarly: { minimumItems: 20 } };

/** Forty scores in the recorded order, one of two arms that were looked at while they ran. */
function lookedAt(score: (index: number) => number, change: Partial<Experiment> = {}): Arm {
  return {
    items: numbered(Array.from({ length: 40 }, (_, index) => score(index))),
    change: {
      orderSeed: 7,
      status: "stopped_early",
      comparePolicy: ComparisonPolicy.parse(POLICY),
      ...change,
    },
  };
}

async function gate(
  arms: { readonly baseline: Arm; readonly candidate: Arm },
  conditions: GatePolicy,
  policy: object = POLICY,
) {
  const report = await compareArms(store, arms, policy);
  const candidateId = report.experiments.find(({ isBaseline }) => !isBaseline)?.id ?? "";
  const experiment = (await store.getExperiment(candidateId)) as Experiment;
  const means = await readGateMeans(store, { report, experiment, conditions });
  const { checks } = decideGate({ report, candidateId, conditions, means });
  return { report, checks };
}

const jagged = (index: number): number => 0.7 + 0.1 * ((index * 7) % 5) - 0.2;

describe("a comparison that was looked at while it ran", () => {
  test("holds means to their limits by the anytime-valid interval", async () => {
    const { checks } = await gate(
      { baseline: lookedAt(jagged), candidate: lookedAt(jagged) },
      { quality: { minimum: 0.66 } },
    );
    expect(checks[0]).toMatchObject({ estimate: expect.closeTo(0.7, 12), n: 40, outcome: "inconclusive" });
    const values = Array.from({ length: 40 }, (_, index) => 2 * jagged(index) - 1);
    const [sequence] = bettingConfidenceSequence(values, { alpha: 0.05, at: [40] });
    expect(checks[0]?.lowerBound).toBeCloseTo(((sequence?.lower as number) + 1) / 2, 12);
    expect(checks[0]?.upperBound).toBeCloseTo(((sequence?.upper as number) + 1) / 2, 12);
    // Student's one-sided bound of a fixed number of items would have passed: 0.7 - 1.6848751 * 0.0226455 = 0.6618.
  });

  test("does not pass a drop of pairs that all agree, which a fixed number of items would", async () => {
    const { checks } = await gate(
      { baseline: lookedAt(jagged), candidate: lookedAt(jagged) },
      { quality: { maxDrop: 0.01 } },
    );
    expect(checks[0]).toMatchObject({ outcome: "inconclusive" });
    expect(checks[0]?.lowerBound).toBeLessThan(-0.05);
  });

  test("refuses the metrics that no interval holds for at all times, as it ended when the primary one said so", async () => {
    const slower = { latencyMs: (itemId: string) => 500 + Number(itemId.slice(1)) * 3 };
    const { report } = await gate(
      {
        baseline: { ...lookedAt(jagged), latencyMs: () => 500 },
        candidate: { ...lookedAt((index) => jagged(index) + 0.01 * (index % 3)), ...slower },
      },
      { quality: { maxDrop: 0.1 } },
    );
    const latency = report.differences.find(({ metric }) => metric === "latency_ms");
    expect(latency).toMatchObject({ interval: null, pValue: null, verdict: "insufficient_data" });
    expect(latency?.reason).toBe(
      "a metric without a range has no interval that holds at all times: early stopping needs scores whose evaluator declares their range",
    );
    expect(latency?.undefinedReasons).toMatchObject({
      pValue: "the comparison was looked at while it ran; only the anytime-valid interval holds",
      pValueAdjusted: "the comparison was looked at while it ran; only the anytime-valid interval holds",
      interval: latency?.reason,
      bounds: latency?.reason,
    });
    expect(report.sequential?.results.map(({ metric }) => metric)).toEqual(["quality"]);
  });

  test("is not paired by place with an experiment that took the items in another order", async () => {
    const { report, checks } = await gate(
      {
        baseline: lookedAt(jagged, { orderSeed: 8 }),
        candidate: lookedAt((index) => jagged(index) + 0.1),
      },
      { quality: { maxDrop: 0.05 } },
    );
    const reason =
      "experiment-baseline stopped early, when its own comparison was decided: only experiments that took the items in the same order can be compared with it";
    expect(report.differences[0]).toMatchObject({ verdict: "incomparable", interval: null, reason });
    expect(report.sequential).toMatchObject({ results: [], pairs: [] });
    expect(checks[0]).toMatchObject({ outcome: "inconclusive", estimate: null, reason });
  });

  test("gives no sequence of experiments that must not be compared", async () => {
    const { report } = await gate(
      {
        baseline: lookedAt(jagged),
        candidate: { ...lookedAt((index) => jagged(index) + 0.1), fingerprint: "g" },
      },
      { quality: { maxDrop: 0.05 } },
    );
    const [difference] = report.differences;
    expect(difference).toMatchObject({ verdict: "incomparable", interval: null, meanDifference: null });
    expect(report.sequential).toMatchObject({ results: [], pairs: [] });
  });

  /** Better by 0.3 on each item that it answers; it fails on one item in so many. */
  const failing = (every: number): Arm => {
    const arm = lookedAt((index) => jagged(index) - 0.2);
    const results = Object.values(arm.items).map((value, index) =>
      index % every === 1 ? ("failed" as const) : (value as number) + 0.3,
    );
    return { ...arm, items: numbered(results) };
  };

  test("does not name the winner that the values it lacks could undo", async () => {
    const baseline = lookedAt((index) => jagged(index) - 0.2);
    const { report, checks } = await gate(
      { baseline, candidate: failing(5) },
      { quality: { minimum: 0.5, maxDrop: 0.05 } },
    );
    expect(report.sequential?.results[0]).toMatchObject({
      decision: "undecided",
      itemsCounted: 32,
      itemsDropped: 8,
      itemsMissing: 8,
    });
    expect(report.differences[0]).toMatchObject({
      verdict: "inconclusive",
      reason:
        "the anytime-valid 95 % interval, with the 8 missing values at the worst that they can be, includes zero",
    });
    // The mean of the 32 that answered is 0.8; the others may have been 0.
    const minimum = checks.find(({ condition }) => condition === "minimum");
    expect(minimum).toMatchObject({ outcome: "inconclusive" });
    const values = Object.values(failing(5).items).map((value) =>
      value === "failed" ? -1 : 2 * Number(value) - 1,
    );
    const [sequence] = bettingConfidenceSequence(values, { alpha: 0.05, at: [40] });
    expect(minimum?.lowerBound).toBeCloseTo(((sequence?.lower as number) + 1) / 2, 12);
  });

  test("names it where no value that is missing could undo it, and says so", async () => {
    const baseline = lookedAt((index) => jagged(index) - 0.2);
    const { report } = await gate({ baseline, candidate: failing(40) }, { quality: { maxDrop: 0.05 } });
    const [result] = report.sequential?.results ?? [];
    expect(result).toMatchObject({ decision: "better", itemsDropped: 1, itemsMissing: 1 });
    expect(report.differences[0]).toMatchObject({
      verdict: "better",
      reason: `the anytime-valid 95 % interval excluded zero after ${result?.decidedAtItems} of 40 items, whatever the 1 missing value would have been`,
    });
  });
});
