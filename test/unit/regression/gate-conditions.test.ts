import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { checkFailureRate, checkTotalCost } from "../../../src/analysis/gate/check-ceilings.js";
import { gateAgainstBaseline } from "../../../src/analysis/regression/gate-against-baseline.js";
import { GatePolicy } from "../../../src/domain/gate/gate.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import type { RunResult } from "../../support/stored-arms.js";
import {
  baselineFrom,
  numberedItems,
  putNumberedItems,
  storeMeasured,
} from "../../support/stored-regression.js";

const policy = { alpha: 0.05, minimumPairs: 10 };
/** Items of which so many failed. */
const measured = (count: number, failed: number) => ({
  repetitions: 1,
  metrics: [],
  items: Array.from({ length: count }, (_, index) => ({
    id: `i${index}`,
    content: "",
    runs: 1,
    failed: index < failed ? 1 : 0,
    values: new Map<string, number[]>(),
  })),
});

describe("a ceiling on the failure rate", () => {
  test("passes, fails or is open by Clopper-Pearson's one-sided bounds", () => {
    // R: binom.test(0, 100, conf.level = 0.9)$conf.int has 0.02951 at its upper end; (20, 100): 0.1367 at its lower one.
    expect(checkFailureRate(measured(100, 0), { limit: 0.03, policy })).toMatchObject({
      outcome: "pass",
      n: 100,
    });
    const open = checkFailureRate(measured(100, 0), { limit: 0.02, policy });
    expect(open.outcome).toBe("inconclusive");
    expect(open.upperBound).toBeCloseTo(0.02951, 5);
    // ln(0.05) / ln(0.98) = 148.3
    expect(open.itemsNeeded).toBe(149);
    const failed = checkFailureRate(measured(100, 20), { limit: 0.1, policy });
    expect(failed.lowerBound).toBeCloseTo(0.1367, 4);
    expect(failed).toMatchObject({ outcome: "fail", estimate: 0.2, itemsNeeded: null });
    expect(failed.reason).toBe(
      "20 of 100 runs failed: the rate [13.7 %, 27.7 %] is shown not to be at most 10 %",
    );
  });

  test("of 0 is no rate: one failed run fails it", () => {
    expect(checkFailureRate(measured(5, 0), { limit: 0, policy })).toMatchObject({ outcome: "pass" });
    expect(checkFailureRate(measured(5, 1), { limit: 0, policy })).toMatchObject({
      outcome: "fail",
      reason: "1 of 5 runs failed",
    });
  });

  test("is open below the minimum of items", () => {
    expect(checkFailureRate(measured(5, 0), { limit: 0.5, policy })).toMatchObject({
      outcome: "inconclusive",
      reason: "5 items; a decision on a rate needs at least 10",
    });
  });
});

describe("a ceiling on the total cost", () => {
  test("fails above it, and never passes what has no price", () => {
    expect(checkTotalCost({ calls: 9, unpricedCalls: 0, costUsd: 0.4 }, 0.5)).toMatchObject({
      outcome: "pass",
    });
    expect(checkTotalCost({ calls: 9, unpricedCalls: 4, costUsd: 0.6 }, 0.5)).toMatchObject({
      outcome: "fail",
    });
    expect(checkTotalCost({ calls: 9, unpricedCalls: 4, costUsd: 0.4 }, 0.5)).toMatchObject({
      outcome: "inconclusive",
      reason: "4 of 9 model calls have no price",
    });
    expect(checkTotalCost({ calls: 0, unpricedCalls: 0, costUsd: 0 }, 0.5)).toMatchObject({
      outcome: "inconclusive",
      reason: "no cost is known",
    });
  });
});

describe("items that must pass", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ":memory:" });
  });
  afterEach(() => store.close());
  const gate = async (
    mustPass: readonly (string | Record<string, string>)[],
    results: readonly RunResult[],
  ) => {
    const items = numberedItems(results.length, (index) => ({
      metadata: { severity: index < 3 ? "critical" : "usual" },
    }));
    const at = await putNumberedItems(store, items);
    const before = await storeMeasured(store, "before", { results: results.map(() => 1), at });
    const candidate = await storeMeasured(store, "after", {
      results,
      at,
      gate: GatePolicy.parse({ accuracy: { mustPass } }),
    });
    const verdict = await gateAgainstBaseline(store, {
      definition: { name: "spam" },
      candidate,
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    });
    const [check] = verdict.gate?.checks ?? [];
    return { state: verdict.state, reason: check?.reason, n: check?.n };
  };

  test("are named by id or by metadata, and pass together", async () => {
    expect(await gate(["i005", { severity: "critical" }], [1, 0.7, 0.9, 0, 0, 1])).toEqual({
      state: "passed",
      n: 4,
      reason: "all 4 items that must pass have at least 0.7",
    });
  });

  test("fail the gate where one is too low, failed, unscored, gone, or a rule holds none", async () => {
    expect(
      await gate(
        ["i004", "gone", { severity: "critical" }, { severity: "none" }],
        [0.6, "failed", null, 1, 1, 1],
      ),
    ).toEqual({
      state: "failed",
      n: 5,
      reason:
        'must have at least 0.7 and do not: gone (did not run), i000 (0.6000), i001 (failed), i002 (no value), {"severity":"none"} (no item has it)',
    });
  });
});

describe("a policy of conditions", () => {
  test("refuses conditions that a ceiling does not have, and a rule without items", () => {
    const problems = (given: unknown): readonly string[] =>
      GatePolicy.safeParse(given).error?.issues.map(({ message }) => message) ?? [];
    expect(problems({ failure_rate: { maximum: 0.1 }, total_cost_usd: { maximum: 2 } })).toEqual([]);
    expect(problems({ failure_rate: { maxDrop: 0.1 } })).toEqual([
      "failure_rate takes a maximum and nothing else",
    ]);
    expect(problems({ total_cost_usd: { maximum: 1, minimum: 0 } })).toEqual([
      "total_cost_usd takes a maximum and nothing else",
    ]);
    expect(problems({ accuracy: { mustPass: [] } })).toHaveLength(1);
    expect(problems({ accuracy: {} })).toEqual([
      "give at least one of minimum, maximum, maxDrop and mustPass",
    ]);
  });
});
