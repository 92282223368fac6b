import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import { parseTailMetric } from "../../../src/domain/comparison/tail-difference.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { GatePolicy } from "../../../src/domain/gate/gate.js";
import { runId } from "../../../src/domain/ids.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { compareArms, numbered, storeArm } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const N = 120;
const ones = Array.from({ length: N }, (_, index) => (index % 3) / 2);
/** Latencies with a long tail: nearly lognormal, by quantiles. */
const latencyOf = (itemId: string): number => 100 * Math.exp(((Number(itemId.slice(1)) % 60) - 30) / 12);
const arm = (times: number) => ({
  items: numbered(ones),
  latencyMs: (itemId: string) => times * latencyOf(itemId),
});
const tailOn = ({ tails }: ComparisonReport, metric: string) => tails.find((tail) => tail.metric === metric);

async function gate(report: ComparisonReport, conditions: GatePolicy) {
  const experiment = (await store.getExperiment("experiment-new")) as Experiment;
  const means = await readGateMeans(store, { report, experiment, conditions });
  return decideGate({ report, candidateId: experiment.id, conditions, means });
}

test("a quarter of the latency is better in median and ratio, each with an interval of its own", async () => {
  const report = await compareArms(store, { base: arm(1), new: arm(0.25) });
  expect(report.tails.map(({ metric }) => metric)).toEqual([
    "latency_ms_median",
    "latency_ms_p95",
    "latency_ms_geometric_mean",
  ]);
  const median = tailOn(report, "latency_ms_median");
  expect(median).toMatchObject({ verdict: "better", reason: "the 95 % interval excludes zero" });
  expect(median?.change).toBeCloseTo(-0.75 * (median?.baseline.value as number), 9);
  expect(tailOn(report, "latency_ms_p95")).toMatchObject({ baseline: { n: N, censored: 0 } });
  const ratio = tailOn(report, "latency_ms_geometric_mean");
  // All log ratios are equal: no interval, since nothing varies.
  expect(ratio).toMatchObject({
    verdict: "insufficient_data",
    reason: "the ratio is the same for all items",
  });
});

test("a ratio of geometric means is paired: a tenth more is found where items differ a hundredfold", async () => {
  const jitter = (itemId: string): number => 1 + ((Number(itemId.slice(1)) * 7) % 11) / 100;
  const report = await compareArms(store, {
    base: arm(1),
    new: { items: numbered(ones), latencyMs: (itemId: string) => 1.1 * jitter(itemId) * latencyOf(itemId) },
  });
  const ratio = tailOn(report, "latency_ms_geometric_mean");
  expect(ratio).toMatchObject({ verdict: "worse", reason: "the 95 % interval excludes a ratio of 1" });
  expect(ratio?.change).toBeGreaterThan(1.13);
  expect(ratio?.change).toBeLessThan(1.18);
  expect(tailOn(report, "latency_ms_median")?.verdict).toBe("inconclusive");
});

test("a latency of 0 has no ratio, and the reason counts it; the median takes it as any other", async () => {
  const fast = (itemId: string): number => (itemId === "i007" ? 0 : latencyOf(itemId));
  const report = await compareArms(store, {
    base: arm(1),
    new: { items: numbered(ones), latencyMs: fast },
  });
  expect(tailOn(report, "latency_ms_geometric_mean")).toMatchObject({
    verdict: "insufficient_data",
    reason: "1 value is 0, which has no ratio",
    change: null,
    candidate: { n: N, value: null },
  });
  expect(tailOn(report, "latency_ms_median")).toMatchObject({ verdict: "inconclusive", candidate: { n: N } });
  const { checks } = await gate(report, { latency_ms_geometric_mean: { maximum: 1_000 } });
  expect(checks[0]).toMatchObject({
    outcome: "inconclusive",
    reason: "1 value is 0, which has no logarithm",
  });
});

test("a geometric mean of few items is refused as what it is", async () => {
  const few = { items: numbered(ones.slice(0, 12)), latencyMs: latencyOf };
  const report = await compareArms(store, {
    base: few,
    new: { ...few, latencyMs: (id) => 2 + latencyOf(id) },
  });
  const reason = "a geometric mean needs at least 30, as rare large values have no bound";
  expect(tailOn(report, "latency_ms_geometric_mean")?.reason).toBe(`12 pairs; ${reason}`);
  const { checks } = await gate(report, { latency_ms_geometric_mean: { maximum: 1_000 } });
  expect(checks[0]?.reason).toBe(`12 items; ${reason}`);
});

describe("time-outs", () => {
  test("are at least as long as was waited for: the median stands, the ratio is refused, p95 has no upper bound", async () => {
    const late = Array.from({ length: 12 }, (_, index) => `late${index}`);
    const base = await storeArm(store, "base", { ...arm(1), notRun: late });
    const slow = await storeArm(store, "new", { ...arm(3), notRun: late });
    const error = { type: "CallTimeoutError", message: "late" };
    const at = "2026-01-02T03:04:05.678Z";
    for (const [experiment, gaveUpAfterMs] of [
      [base, 10],
      [slow, 60_000],
    ] as const)
      for (const itemId of late)
        await store.endRun(runId({ experimentId: experiment.id, itemId, repetition: 0 }), {
          status: "failed",
          error,
          gaveUpAfterMs,
          at,
        });
    const report = await compareExperiments(store, {
      experiments: [base, slow],
      baselineId: base.id,
      policy: parseComparisonPolicy({}),
    });
    expect(tailOn(report, "latency_ms_median")).toMatchObject({
      baseline: { n: 132, censored: 12, value: null },
      candidate: { n: 132, censored: 12 },
      verdict: "worse",
    });
    expect(tailOn(report, "latency_ms_p95")).toMatchObject({
      candidate: { value: null },
      verdict: "insufficient_data",
    });
    expect(tailOn(report, "latency_ms_geometric_mean")?.reason).toBe(
      "24 values are known only to be at least so much, or not at all: a geometric mean needs every one",
    );
    const { checks } = await gate(report, {
      latency_ms_median: { maximum: 1_000_000 },
      latency_ms_p95: { maximum: 500 },
      latency_ms_geometric_mean: { maximum: 500 },
    });
    expect(checks.map(({ outcome }) => outcome)).toEqual(["pass", "fail", "inconclusive"]);
    expect(checks[2]?.reason).toBe("12 values are not known exactly: a geometric mean needs every one");
  });
});

describe("gates", () => {
  test("hold a median, a percentile and a ratio to their limits", async () => {
    const report = await compareArms(store, { base: arm(1), new: arm(1.001) });
    const { checks } = await gate(report, {
      latency_ms_median: { maximum: 200, maxDrop: 150 },
      latency_ms_p95: { maximum: 1_500 },
      latency_ms_geometric_mean: { maximum: 90, minimum: 50 },
    });
    expect(checks.map(({ metric, condition, outcome }) => [metric, condition, outcome])).toEqual([
      ["latency_ms_median", "maximum", "pass"],
      ["latency_ms_median", "maxDrop", "pass"],
      ["latency_ms_p95", "maximum", "pass"],
      ["latency_ms_geometric_mean", "minimum", "pass"],
      ["latency_ms_geometric_mean", "maximum", "inconclusive"],
    ]);
    expect(checks[2]?.reason).toMatch(/^the 95th percentile \S+ ms \[.*\] ms is shown to be at most 1500$/);
  });
  test("refuse a tail of what nobody measured", async () => {
    const report = await compareArms(store, { base: arm(1), new: arm(1) });
    await expect(gate(report, { cost_usd_p95: { maximum: 1 } })).rejects.toThrow(
      'The gate names the metric "cost_usd_p95", which the experiment does not have.',
    );
    expect(parseTailMetric("quality_p95")).toBeNull();
  });
});

test("clusters and looks refuse what holds for independent items and a fixed number of them", async () => {
  const report = await compareArms(store, { base: arm(1), new: arm(2) }, { clusterBy: "topic" });
  expect(tailOn(report, "latency_ms_p95")).toMatchObject({
    verdict: "insufficient_data",
    reason: "items are clustered by topic, and the interval of a quantile takes them as independent",
  });
});
