import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { scoreFailures } from "../../../src/analysis/items/score-failures.js";
import { parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../../src/domain/comparison/metric-difference.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import { runId } from "../../../src/domain/ids.js";
import type { ItemFailures, ItemMean } from "../../../src/domain/score/score-store.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { compareArms, numbered, type RunResult, storeArm } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const repeat = (n: number, result: RunResult): RunResult[] => Array.from({ length: n }, () => result);
const differenceOn = ({ differences }: ComparisonReport, name: string): MetricDifference =>
  differences.find(({ metric }) => metric === name) as MetricDifference;
const FAILED_AS_WORST = { missing: { failed: 0 } };

describe("6 failures of 1,000", () => {
  test("do not block what 994 : 0 decides", async () => {
    const report = await compareArms(store, {
      base: { items: numbered(repeat(1_000, 0)), dataType: "BOOLEAN" },
      new: { items: numbered([...repeat(994, 1), ...repeat(6, "failed")]), dataType: "BOOLEAN" },
    });
    expect(differenceOn(report, "quality")).toMatchObject({
      n: 994,
      binary: { candidateOnly: 994, baselineOnly: 0 },
      verdict: "better",
      reason: "the 95 % interval excludes zero, whatever the 6 missing values would have been",
    });
  });
});

describe("5 failures of 100", () => {
  const base = numbered(repeat(100, 0.5));
  // On the 95 that it answers the candidate gains 0.04, on average; it fails where it would have scored 0.
  const candidate = numbered([
    ...Array.from({ length: 95 }, (_, index) => 0.5 + 0.04 + ((index % 5) - 2) / 100),
    ...repeat(5, "failed"),
  ]);

  test("do not pass in silence: the worst they can be takes the verdict back, and the reason says so", async () => {
    const report = await compareArms(store, { base: { items: base }, new: { items: candidate } });
    expect(differenceOn(report, "quality")).toMatchObject({
      verdict: "inconclusive",
      reason:
        "the pairs alone would decide it, but the 5 missing values could change the result: with the worst possible ones in their place the 95 % interval includes zero",
    });
  });

  test("count as the worst value where the policy says so, as they would have scored", async () => {
    const report = await compareArms(
      store,
      { base: { items: base }, new: { items: candidate } },
      FAILED_AS_WORST,
    );
    const difference = differenceOn(report, "quality");
    expect(difference).toMatchObject({ n: 100, dropped: { total: 0, reasons: {} }, verdict: "inconclusive" });
    expect(difference.reliability.missingBounds).toBeNull();
    expect(difference.candidateMean).toBeCloseTo((95 * 0.54) / 100, 12);
    expect(difference.notes).toContain("5 failed runs (baseline 0, candidate 5) count as 0, the worst value");
    expect(report.warnings).toContain(
      "experiment-new: 5 of 100 runs failed and count as the worst value of each score",
    );
  });
});

describe("a failed run as the worst value", () => {
  test("is the largest of a range where less is better", async () => {
    const scale = { range: { minimum: 0, maximum: 5 }, higherIsBetter: false };
    const evaluators = [
      { id: "quality", fingerprint: "f", mode: "computes" as const, scoreNames: null, scale, timeoutMs: 1 },
    ];
    const report = await compareArms(
      store,
      {
        base: { items: numbered(repeat(20, 1)), change: { evaluators } },
        new: { items: numbered([...repeat(10, 1), ...repeat(10, "failed")]), change: { evaluators } },
      },
      FAILED_AS_WORST,
    );
    expect(differenceOn(report, "quality")).toMatchObject({
      candidateMean: 3,
      meanDifference: 2,
      verdict: "worse",
    });
  });

  test("has no worst value of a score without a range: it stays missing, and a note says so", async () => {
    const wide = Array.from({ length: 40 }, (_, index) => 10 + (index % 7));
    const report = await compareArms(
      store,
      { base: { items: numbered(wide) }, new: { items: numbered(["failed", ...wide.slice(1)]) } },
      FAILED_AS_WORST,
    );
    const difference = differenceOn(report, "quality");
    expect(difference).toMatchObject({ n: 39, dropped: { total: 1 } });
    expect(difference.notes).toContain(
      "failed runs have no worst value to count as, since the score has no range: they count as missing",
    );
  });

  test("counts for a gate's mean too", async () => {
    const items = numbered([...repeat(95, 1), ...repeat(5, "failed")]);
    await storeArm(store, "base", { items, dataType: "BOOLEAN" });
    const report = await compareArms(
      store,
      { again: { items, dataType: "BOOLEAN" }, new: { items, dataType: "BOOLEAN" } },
      FAILED_AS_WORST,
    );
    const experiment = await store.getExperiment("experiment-new");
    if (experiment === null) throw new Error("no experiment");
    const conditions = { quality: { minimum: 0.9 } };
    const means = await readGateMeans(store, { report, experiment, conditions });
    expect(means.get("quality")).toMatchObject({ n: 100, mean: 0.95 });
    expect(decideGate({ report, candidateId: experiment.id, conditions, means }).outcome).toBe(
      "inconclusive",
    );
  });

  test("may be 0 only", () => {
    expect(() => parseComparisonPolicy({ missing: { failed: 0.5 } })).toThrow(
      "allowed is 0, which counts a failed run as the worst value of a score's range; received 0.5",
    );
    expect(() => parseComparisonPolicy({ missing: { policy: "refuse" } })).toThrow(
      'policy: "refuse" goes with aboveShare, the share of items without a pair that is still allowed',
    );
    expect(parseComparisonPolicy(FAILED_AS_WORST).missing).toEqual({ policy: "drop", failed: 0 });
  });

  test("joins the repetitions of its item", async () => {
    async function* items(): AsyncGenerator<ItemMean> {
      yield { itemId: "b", mean: 0.5, variance: 0.02, values: 2 };
      yield { itemId: "d", mean: 1, variance: null, values: 1 };
    }
    async function* failures(): AsyncGenerator<ItemFailures> {
      for (const itemId of ["a", "b", "e"]) yield { itemId, failed: 2, timedOut: 0, timedOutMs: 0 };
    }
    const joined: ItemMean[] = [];
    for await (const item of scoreFailures(items(), failures(), 0)) joined.push(item);
    expect(joined.map(({ itemId, mean, values }) => [itemId, mean, values])).toEqual([
      ["a", 0, 2],
      ["b", 0.25, 4],
      ["d", 1, 1],
      ["e", 0, 2],
    ]);
    // Of 0.4, 0.6, 0, 0: squares 0.52 − 4 · 0.0625 over 3.
    expect(joined[1]?.variance).toBeCloseTo(0.27 / 3, 12);
  });
});

describe("a run that timed out", () => {
  test("leaves no mean of latency, for a verdict or a gate, and the reason names what can be said", async () => {
    const items = numbered(repeat(120, 1));
    const arm = { items, latencyMs: (itemId: string) => 100 + Number(itemId.slice(1)) };
    const base = await storeArm(store, "base", arm);
    const slow = await storeArm(store, "slow", { ...arm, notRun: ["late"] });
    const late = runId({ experimentId: slow.id, itemId: "late", repetition: 0 });
    const error = { type: "CallTimeoutError", message: "did not finish within 5000 ms" };
    await store.endRun(late, {
      status: "failed",
      error,
      gaveUpAfterMs: 5_000,
      at: "2026-01-02T03:04:05.678Z",
    });
    const failures: ItemFailures[] = [];
    for await (const item of store.streamItemFailures(slow.id)) failures.push(item);
    expect(failures).toEqual([{ itemId: "late", failed: 1, timedOut: 1, timedOutMs: 5_000 }]);
    const experiments = [base, (await store.getExperiment(slow.id)) as Experiment];
    const policy = parseComparisonPolicy({});
    const report = await compareExperiments(store, { experiments, baselineId: base.id, policy });
    const reason =
      "1 run of slow timed out, and their real latency is not known: there is no mean of such values, only quantiles (latency_ms_median, latency_ms_p95)";
    expect(differenceOn(report, "latency_ms")).toMatchObject({ verdict: "insufficient_data", reason });
    const conditions = { latency_ms: { maximum: 1_000 } };
    const means = await readGateMeans(store, { report, experiment: slow, conditions });
    const gate = decideGate({ report, candidateId: slow.id, conditions, means });
    expect(gate).toMatchObject({ outcome: "inconclusive", checks: [{ reason }] });
  });
});
