import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { sequenceRho } from "../../../src/analysis/sequence/sequence-rho.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { GatePolicy } from "../../../src/domain/gate/gate.js";
import type { Store } from "../../../src/domain/store.js";
import { describe as moments } from "../../../src/statistics/describe.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { asymptoticConfidenceSequence } from "../../../src/statistics/sequential/asymptotic-confidence-sequence.js";
import { tInterval } from "../../../src/statistics/t-interval.js";
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
    // 40 values 0.5, 0.6, 0.7, 0.8, 0.9 eight times each: mean 0.7, population SD sqrt(0.02). By hand, alpha 0.05,
    // tuned for 20 items: rho^2 = (5.9914645 + ln 6.9914645) / 20 = 0.39680773; 40 rho^2 + 1 = 16.8723092;
    // half = 0.1414214 sqrt(2 * 16.8723092 / (1600 * 0.39680773) * ln(sqrt(16.8723092) / 0.05)) = 0.068456712.
    expect(checks[0]).toMatchObject({ estimate: expect.closeTo(0.7, 12), n: 40, outcome: "inconclusive" });
    expect(checks[0]?.lowerBound).toBeCloseTo(0.7 - 0.068456712, 8);
    expect(checks[0]?.upperBound).toBeCloseTo(0.7 + 0.068456712, 8);
    // Student's one-sided bound of a fixed number of items would have passed: 0.7 - 1.6848751 * 0.0226455 = 0.6618.
  });

  test("refuses a mean that does not vary", async () => {
    const { checks } = await gate(
      { baseline: lookedAt(jagged), candidate: lookedAt(() => 0.9) },
      { quality: { minimum: 0.8 } },
    );
    expect(checks[0]).toMatchObject({ lowerBound: null, outcome: "inconclusive" });
    expect(checks[0]?.reason).toBe(
      "the comparison was looked at while it ran, and the anytime-valid interval is undefined: too few items, or no variance",
    );
  });

  test("does not pass a drop of pairs that all agree, which a fixed number of items would", async () => {
    const { checks } = await gate(
      { baseline: lookedAt(jagged), candidate: lookedAt(jagged) },
      { quality: { maxDrop: 0.01 } },
    );
    expect(checks[0]).toMatchObject({ outcome: "inconclusive", lowerBound: null });
    expect(checks[0]?.reason).toBe("all 40 pairs are equal; without variance there is no interval");
  });

  test("gives every other metric its own anytime-valid interval, as it ended when the primary one said so", async () => {
    const slower = { latencyMs: (itemId: string) => 500 + Number(itemId.slice(1)) * 3 };
    const { report } = await gate(
      {
        baseline: { ...lookedAt(jagged), latencyMs: () => 500 },
        candidate: { ...lookedAt((index) => jagged(index) + 0.01 * (index % 3)), ...slower },
      },
      { quality: { maxDrop: 0.1 } },
    );
    const latency = report.differences.find(({ metric }) => metric === "latency_ms");
    expect(latency).toMatchObject({ intervalMethod: "confidence_sequence", pValue: null, verdict: "worse" });
    expect(latency?.reason).toMatch(/^the anytime-valid 95 % interval excluded zero after \d+ of 40 items$/);
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

  test("keeps the interval that decided when items that ended later made it doubtful", async () => {
    // Thirty items gain clearly; the ten that were in flight then lose.
    const { report } = await gate(
      {
        baseline: lookedAt(jagged),
        candidate: lookedAt((index) => jagged(index) + (index < 25 ? 0.05 + 0.01 * (index % 3) : -0.3)),
      },
      { quality: { maxDrop: 0.05 } },
    );
    const [difference] = report.differences;
    expect(difference).toMatchObject({ verdict: "better" });
    expect(difference?.interval?.lower).toBeGreaterThan(0);
    expect(report.sequential?.results[0]?.looks.at(-1)?.lower).toBeLessThan(0);
  });
});

describe("the gate's minimum after stopping as soon as it would pass", () => {
  test("passes a mean that is just below it at most once in twenty, where a fixed number of items passes far more often", () => {
    const random = createRandom("gate after looking");
    const replicates = 400;
    let [anytime, fixed] = [0, 0];
    for (let replicate = 0; replicate < replicates; replicate += 1) {
      const values = Array.from({ length: 150 }, () => random() - 0.5);
      const rho = sequenceRho({ alpha: 0.05, itemsPlanned: 150, minimumItems: 20 });
      const looks = asymptoticConfidenceSequence(values, { alpha: 0.05, rho, start: 20 });
      if (looks.some((look) => look !== null && look.lower >= 0)) anytime += 1;
      const passes = looks.some((look, index) => {
        const interval =
          look === null || index % 5 !== 0 ? null : tInterval(moments(values.slice(0, index + 1)), 0.9);
        return interval !== null && interval.lower >= 0;
      });
      if (passes) fixed += 1;
    }
    // Three standard errors of 400 replicates at 5 % are 3.3 points.
    expect(anytime / replicates).toBeLessThanOrEqual(0.083);
    expect(fixed / replicates).toBeGreaterThan(0.15);
  });
});
