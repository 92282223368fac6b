import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decideGate } from "../../../src/analysis/decide-gate.js";
import type { GatePolicy, GateReport } from "../../../src/domain/gate.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, compareArms, numbered, type RunResult } from "../../support/stored-arms.js";

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
  const candidate = report.experiments.find(({ isBaseline }) => !isBaseline);
  return decideGate({ report, candidateId: candidate?.id ?? "", conditions });
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
    // SciPy 1.17.1: binomtest(0, 10).pvalue = 0.001953125.
    expect(checks[0]?.reason).toBe(
      "values are not missing at random: 10 items lack a value in the candidate only, 0 in the baseline only (p 0.0020), so the pairs left may not be like all items",
    );
  });

  test("two pairs without any difference: nothing is proven by two", async () => {
    const { outcome, checks } = await gate(
      { baseline: arm([0.5, 0.6]), candidate: arm([0.5, 0.6]) },
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.reason).toBe("2 pairs; a verdict on a mean needs at least 10");
  });

  test("fifty pairs without any difference pass: the mean itself decides", async () => {
    const scores = Array.from({ length: 50 }, (_, index) => index / 50);
    const { outcome, checks } = await gate(
      { baseline: arm(scores), candidate: arm(scores) },
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("pass");
    expect(checks[0]).toMatchObject({ estimate: 0, lowerBound: 0, upperBound: 0, n: 50 });
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
    expect(checks[0]?.reason).toBe(
      "15 of 30 runs that ended have no value (50 %, tolerated are 5 %): the mean of the others may not be that of all",
    );
  });

  test("scores by another version of the judge", async () => {
    const { outcome, checks } = await gate(
      { baseline: arm(SCORES), candidate: { ...arm(SCORES), fingerprint: "g" } },
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("inconclusive");
    expect(checks[0]?.reason).toBe("the scores come from different evaluator versions (fingerprints differ)");
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
    // Wilson at 90 %, both sides: 12 / (12 + 1.6448536²), SciPy 1.17.1's norm.ppf(0.95).
    expect(checks[0]?.lowerBound).toBeCloseTo(0.8160188052525231, 12);
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

describe("a gate on a metric of which less is better", () => {
  const slow = (byMs: number): ((itemId: string) => number) => {
    return (itemId) => 500 + Number(itemId.slice(1)) + byMs * (itemId.endsWith("1") ? 1.1 : 1);
  };

  test("fails when it is proven slower than the margin", async () => {
    const { outcome, checks } = await gate(
      {
        baseline: { ...arm(SCORES), latencyMs: slow(0) },
        candidate: { ...arm(SCORES), latencyMs: slow(100) },
      },
      { latency_ms: { maxDrop: 50 } },
    );
    expect(outcome).toBe("fail");
    // 27 items 100 ms slower, three (i001, i011, i021) 110 ms slower: the change for the better is −101 ms.
    expect(checks[0]?.estimate).toBeCloseTo(-101, 9);
  });

  test("passes a maximum that the mean is proven to keep", async () => {
    const { outcome } = await gate(
      {
        baseline: { ...arm(SCORES), latencyMs: slow(0) },
        candidate: { ...arm(SCORES), latencyMs: slow(10) },
      },
      { latency_ms: { maximum: 600 } },
    );
    expect(outcome).toBe("pass");
  });
});
