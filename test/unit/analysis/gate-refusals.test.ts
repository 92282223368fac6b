import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { GatePolicy, GateReport } from "../../../src/domain/gate/gate.js";
import type { JsonObject } from "../../../src/domain/json/json.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, compareArms, numbered, type RunResult, storeItems } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

async function gate(
  arms: { readonly baseline: Arm; readonly candidate: Arm },
  conditions: GatePolicy,
  policy: object = {},
): Promise<GateReport> {
  const report = await compareArms(store, arms, policy);
  const candidateId = report.experiments.find(({ isBaseline }) => !isBaseline)?.id ?? "";
  const experiment = (await store.getExperiment(candidateId)) as Experiment;
  const means = await readGateMeans(store, { report, experiment, conditions });
  return decideGate({ report, candidateId, conditions, means });
}

/** 0.50, 0.51, … 0.79: thirty different scores. */
const SCORES = Array.from({ length: 30 }, (_, index) => (50 + index) / 100);
const arm = (results: readonly RunResult[]): Arm => ({ items: numbered(results) });

describe("a gate does not pass what it cannot know", () => {
  test("a candidate that has no value of the hard items: missing is not as good as before", async () => {
    const { outcome, checks } = await gate(
      {
        baseline: arm(SCORES),
        // Ten of thirty runs fail; the twenty left are level with the baseline.
        candidate: arm(
          SCORES.map((score, index) => (index < 10 ? "failed" : score + (index % 2 === 0 ? 0.001 : -0.001))),
        ),
      },
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("inconclusive");
    // The ten that failed may all be 0, so that the mean change of all thirty may be worse than −0.3.
    expect(checks[0]?.lowerBound).toBeLessThan(-0.2);
    expect(checks[0]?.reason).toMatch(/ of 20 items does not tell whether it is no worse than −0\.05$/);
  });

  test("two pairs without any difference: nothing is proven by two", async () => {
    const { outcome, checks } = await gate(
      { baseline: arm([0.5, 0.6]), candidate: arm([0.5, 0.6]) },
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.reason).toBe("2 pairs; a verdict on a mean needs at least 10");
  });

  test("fifty pairs without any difference: one in twenty items can still lose all, unseen; two hundred pass", async () => {
    const held = async (n: number) => {
      const scores = Array.from({ length: n }, (_, index) => index / n);
      return await gate({ baseline: arm(scores), candidate: arm(scores) }, { quality: { maxDrop: 0.05 } });
    };
    const fifty = await held(50);
    expect(fifty.outcome).toBe("inconclusive");
    // Even the exact bound of a rare total loss is 1 − 0.05^(1/50) = 0.058.
    expect(fifty.checks[0]?.lowerBound).toBeLessThan(-0.058);
    await store.close();
    store = await openSqliteStore({ file: ":memory:" });
    expect((await held(200)).outcome).toBe("pass");
  });

  test("a mean of three equal scores is not held to be certain", async () => {
    const { outcome, checks } = await gate(
      { baseline: arm([0.9, 0.9, 0.9]), candidate: arm([0.9, 0.9, 0.9]) },
      { quality: { minimum: 0.8 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.reason).toBe("3 items; a decision on a mean needs at least 10");
  });

  test("a mean over the runs that happened to be scored: half of them were not", async () => {
    const { outcome, checks } = await gate(
      {
        baseline: arm(SCORES),
        candidate: arm(SCORES.map((score, index) => (index % 2 === 0 ? null : 0.9 + score / 100))),
      },
      { quality: { minimum: 0.8 } },
    );
    expect(outcome).toBe("inconclusive");
    // All of the fifteen may be 0.
    expect(checks[0]?.lowerBound).toBeLessThan(0.46);
    expect(checks[0]?.reason).toMatch(/ of 15 items does not tell whether it is at least 0\.8$/);
  });

  test("scores by another version of the judge", async () => {
    const { outcome, checks } = await gate(
      { baseline: arm(SCORES), candidate: { ...arm(SCORES), fingerprint: "g" } },
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.reason).toBe("the scores come from different evaluator versions (fingerprints differ)");
  });

  test("a candidate of which every run failed: what it was to keep to is not known, and it is no other metric", async () => {
    const { outcome, checks } = await gate(
      { baseline: arm(SCORES), candidate: arm(SCORES.map(() => "failed" as const)) },
      { quality: { minimum: 0.5, maxDrop: 0.05 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks.map(({ condition, n, reason }) => ({ condition, n, reason }))).toEqual(
      ["minimum", "maxDrop"].map((condition) => ({
        condition,
        n: 0,
        reason: "no run of the experiment has a value of quality",
      })),
    );
  });

  test("an alpha of one half or more, which no one-sided bound has", async () => {
    const arms = { baseline: arm(SCORES), candidate: arm(SCORES.map((score) => score + 0.1 * score)) };
    const { outcome, checks } = await gate(
      arms,
      { quality: { minimum: 0.5, maxDrop: 0.05 } },
      { alpha: 0.5 },
    );
    expect(outcome).toBe("inconclusive");
    const reason = "alpha 0.5 is not below ½: no one-sided bound has that level";
    expect(checks.map((check) => check.reason)).toEqual([reason, reason]);
  });

  test("what a lenient policy lets pass, it says", async () => {
    const arms = { baseline: arm([0.5, 0.6]), candidate: arm([0.5, 0.6]) };
    const { outcome, onInconclusive, warnings } = await gate(
      arms,
      { quality: { maxDrop: 0.05 } },
      { onInconclusive: "lenient" },
    );
    expect({ outcome, onInconclusive }).toEqual({ outcome: "inconclusive", onInconclusive: "lenient" });
    expect(warnings).toContain(
      "the gate is inconclusive, and lets pass what it cannot judge: the policy is lenient",
    );
  });

  test("more missing than the policy allows", async () => {
    const few = (results: readonly RunResult[]): RunResult[] =>
      results.map((result, index) => (index === 3 ? null : result));
    const { outcome, checks } = await gate(
      {
        baseline: arm(few(SCORES)),
        candidate: arm(few(SCORES.map((score) => score + 0.001 * (score > 0.6 ? 1 : -1)))),
      },
      { quality: { maxDrop: 0.05 } },
      { missing: { policy: "refuse", aboveShare: 0.01 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.reason).toBe("3.3 % of the items have no pair; the policy refuses a verdict above 1 %");
  });
});

describe("a gate on yes-or-no values", () => {
  const passed = (n: number): Arm => ({ ...arm(Array.from({ length: n }, () => 1)), dataType: "BOOLEAN" });

  test("does not take twelve passes of twelve for a pass rate of 100 %", async () => {
    const { outcome, checks } = await gate(
      { baseline: passed(12), candidate: passed(12) },
      { quality: { minimum: 0.9 } },
    );
    expect(outcome).toBe("inconclusive");
    // Clopper–Pearson: 0.05^(1/12).
    expect(checks[0]?.lowerBound).toBeCloseTo(0.05 ** (1 / 12), 12);
    expect(checks[0]?.upperBound).toBe(1);
  });

  test("passes a minimum that so many passes prove", async () => {
    const { outcome } = await gate(
      { baseline: passed(40), candidate: passed(40) },
      { quality: { minimum: 0.9 } },
    );
    expect(outcome).toBe("pass");
  });
});

describe("a gate on pairs of yes-or-no values", () => {
  const bools = (passes: number, n: number, from = 0): Arm => ({
    ...arm(Array.from({ length: n }, (_, index) => (index >= from && index < from + passes ? 1 : 0))),
    dataType: "BOOLEAN",
  });

  test("bounds the change for every distribution of gains and losses, not by a normal approximation", async () => {
    // 40 items: 4 only the baseline passes, 1 only the candidate, 20 both.
    const { checks } = await gate(
      { baseline: bools(24, 40), candidate: bools(21, 40, 4) },
      { quality: { maxDrop: 0.2 } },
    );
    expect(checks[0]).toMatchObject({ estimate: -0.075, n: 40, outcome: "inconclusive" });
    // Bonett and Price would say −0.173: a normal approximation, which passes too often.
    expect(checks[0]?.lowerBound).toBeLessThan(-0.2);
    // By the bound that was found, not by a normal one, which would have 65 items tell: ((1.6448536 + 0.8416212) / 0.125)^2 * (7/42 - (3/42)^2).
    expect(checks[0]?.itemsNeeded).toBe(129);
  });

  test("does not take twenty pairs that agree for proof: t would have no variance, and pass", async () => {
    const same = { baseline: bools(15, 20), candidate: bools(15, 20) };
    const { outcome, checks } = await gate(same, { quality: { maxDrop: 0.05 } });
    expect(outcome).toBe("inconclusive");
    // A loss that one item in seven has shows in twenty items with 95 %: 1 − 0.05^(1/20) = 0.139.
    expect(checks[0]?.lowerBound).toBeLessThan(-0.139);
    expect(checks[0]?.upperBound).toBeCloseTo(-(checks[0]?.lowerBound as number), 12);
  });

  test("holds a mean of numbers that are all 0 or 1 to its minimum like yes and no", async () => {
    const ones = arm(Array.from({ length: 12 }, () => 1));
    const { outcome, checks } = await gate(
      { baseline: ones, candidate: ones },
      { quality: { minimum: 0.9 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.lowerBound).toBeCloseTo(0.05 ** (1 / 12), 12);
  });
});

describe("a gate whose items come in clusters", () => {
  // Three documents of four items each; the scores go by document.
  const scores = [0.9, 0.92, 0.91, 0.93, 0.7, 0.72, 0.71, 0.69, 0.8, 0.82, 0.81, 0.79];
  const documents = (field: (index: number) => object): Record<string, JsonObject> =>
    Object.fromEntries(Object.keys(numbered(scores)).map((id, index) => [id, field(index) as JsonObject]));

  async function held(field: (index: number) => object): Promise<GateReport> {
    const dataset = await storeItems(store, documents(field));
    const side = { ...arm(scores), change: dataset };
    return await gate(
      { baseline: side, candidate: side },
      { quality: { minimum: 0.75 } },
      { clusterBy: "document" },
    );
  }

  test("counts clusters: three documents do not prove what twelve independent items would", async () => {
    const { outcome, checks } = await held((index) => ({ document: Math.floor(index / 4) }));
    expect(outcome).toBe("inconclusive");
    // Cluster sums of residuals 0.42667, -0.41333, -0.01333: CR1 SE = sqrt(0.35307 * 3/2) / 12; t.ppf(0.95, 2) = 2.919985580355516.
    // That is 0.6313; the bound for every distribution in [0, 1] is lower still, and is never undercut.
    expect(checks[0]?.lowerBound).toBeLessThanOrEqual(0.6312517285946081);
  });

  test("refuses a single cluster", async () => {
    const single = await held(() => ({ document: "x" }));
    expect(single.checks[0]?.reason).toBe(
      "all 12 items are one cluster by document: one observation has no interval",
    );
  });

  test("refuses a field that no item has", async () => {
    const { checks } = await held(() => ({ documnet: "x" }));
    expect(checks[0]).toMatchObject({ outcome: "inconclusive", lowerBound: null });
    expect(checks[0]?.reason).toBe('no item has the metadata field "document" to cluster by');
  });
});

describe("a gate on a metric of which less is better", () => {
  const slow = (byMs: number): ((itemId: string) => number) => {
    return (itemId) => 500 + Number(itemId.slice(1)) + byMs * (Number(itemId.at(-1)) % 2 === 1 ? 1.1 : 1);
  };
  const many = arm(Array.from({ length: 120 }, (_, index) => (50 + (index % 30)) / 100));

  test("fails when it is proven slower than the margin", async () => {
    const { outcome, checks } = await gate(
      {
        baseline: { ...many, latencyMs: slow(0) },
        candidate: { ...many, latencyMs: slow(100) },
      },
      { latency_ms: { maxDrop: 50 } },
    );
    expect(outcome).toBe("fail");
    // Half of the items 100 ms slower, the others 110 ms: the change for the better is −105 ms.
    expect(checks[0]?.estimate).toBeCloseTo(-105, 9);
  });

  test("refuses means of fewer than a hundred items, whose rare large values have no bound", async () => {
    const { outcome, checks } = await gate(
      {
        baseline: { ...arm(SCORES), latencyMs: slow(0) },
        candidate: { ...arm(SCORES), latencyMs: slow(100) },
      },
      { latency_ms: { maximum: 900, maxDrop: 150 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks.map(({ reason }) => reason)).toEqual([
      "30 items; a mean latency needs at least 100, as rare large values have no bound",
      "30 pairs; a mean latency needs at least 100, as rare large values have no bound",
    ]);
  });

  test("passes a maximum that the mean is proven to keep", async () => {
    const { outcome } = await gate(
      {
        baseline: { ...many, latencyMs: slow(0) },
        candidate: { ...many, latencyMs: slow(10) },
      },
      { latency_ms: { maximum: 600 } },
    );
    expect(outcome).toBe("pass");
  });
});
