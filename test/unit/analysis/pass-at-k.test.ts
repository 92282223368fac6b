import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { summarizeExperiment } from "../../../src/analysis/summary/summarize-experiment.js";
import { parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { bellMcCaffreyTTest } from "../../../src/statistics/clustered/bell-mccaffrey-t-test.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { recomputeFromStore } from "../../support/recompute-report.js";
import { compareArms, numbered, type RunResult, storeArm, storeItems } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const times = (n: number, results: readonly RunResult[]) => Array.from({ length: n }, () => results);

test("pass@k and pass^k are metrics of yes-or-no scores with repetitions, decided by McNemar", async () => {
  const base = numbered([...times(20, [1, 1, 1]), ...times(20, [1, 0, 0]), ...times(20, [0, 0, 0])]);
  const better = numbered([...times(40, [1, 1, 1]), ...times(20, [0, 0, 0])]);
  const report = await compareArms(store, {
    base: { items: base, dataType: "BOOLEAN" },
    new: { items: better, dataType: "BOOLEAN" },
  });
  const meansOf = (index: number) =>
    Object.fromEntries(report.experiments[index]?.metrics.map(({ name, mean }) => [name, mean]) ?? []);
  expect(meansOf(0)).toMatchObject({ "quality_pass@3": 2 / 3, "quality_pass^3": 1 / 3 });
  expect(meansOf(1)).toMatchObject({ "quality_pass@3": 2 / 3, "quality_pass^3": 2 / 3 });
  const on = (name: string) => report.differences.find(({ metric }) => metric === name);
  expect(on("quality_pass@3")).toMatchObject({ n: 60, meanDifference: 0, verdict: "inconclusive" });
  expect(on("quality_pass^3")).toMatchObject({
    n: 60,
    role: "secondary",
    pValueMethod: "mcnemar",
    binary: { candidateOnly: 20, baselineOnly: 0 },
    verdict: "better",
  });
  const experiment = (await store.getExperiment("experiment-new")) as Experiment;
  const conditions = { "quality_pass^3": { minimum: 0.5 } };
  const means = await readGateMeans(store, { report, experiment, conditions });
  expect(decideGate({ report, candidateId: experiment.id, conditions, means }).checks[0]).toMatchObject({
    n: 60,
    estimate: 2 / 3,
    outcome: "pass",
  });
});

test("an item with missing repetitions is decided where the others decide it, and else has no value", async () => {
  const items = numbered([
    [1, null, 1],
    [0, null, 0],
    [1, "failed", "failed"],
    ["failed", "failed", "failed"],
    [1, 1, 1],
  ]);
  const experiment = await storeArm(store, "only", { items, dataType: "BOOLEAN" });
  const { metrics } = await summarizeExperiment(store, experiment);
  const of = (name: string) => metrics.find((metric) => metric.name === name);
  // Items 0, 2 and 4 have a pass; item 1 has a repetition that may pass; of item 3 nothing is known.
  expect(of("quality_pass@3")).toMatchObject({ n: 3, mean: 1 });
  // Item 1 has a fail; item 4 has three passes; items 0, 2 and 3 may or may not.
  expect(of("quality_pass^3")).toMatchObject({ n: 2, mean: 0.5 });
});

test("scores without a threshold, and items run once, have neither", async () => {
  const numbers = await storeArm(store, "numbers", { items: numbered(times(12, [0.4, 0.6])) });
  expect((await summarizeExperiment(store, numbers)).metrics.map(({ name }) => name)).not.toContain(
    "quality_pass@2",
  );
  const declared = await storeArm(store, "declared", {
    items: numbered(times(12, [0.4, 0.6])),
    change: { passThresholds: { quality: 0.5 } },
  });
  const { metrics } = await summarizeExperiment(store, declared);
  expect(metrics.find(({ name }) => name === "quality_pass@2")).toMatchObject({ mean: 1 });
  expect(metrics.find(({ name }) => name === "quality_pass^2")).toMatchObject({ mean: 0 });
  const once = await storeArm(store, "once", { items: numbered([1, 0, 1]), dataType: "BOOLEAN" });
  expect((await summarizeExperiment(store, once)).metrics.map(({ name }) => name)).toEqual([
    "quality",
    "latency_ms",
  ]);
});

test("a failed run that counts as the worst does not pass", async () => {
  const report = await compareArms(
    store,
    {
      base: { items: numbered(times(30, [1, 1])), dataType: "BOOLEAN" },
      new: { items: numbered(times(30, [1, "failed"])), dataType: "BOOLEAN" },
    },
    { missing: { failed: 0 } },
  );
  expect(report.differences.find(({ metric }) => metric === "quality_pass^2")).toMatchObject({
    n: 30,
    candidateMean: 0,
    verdict: "worse",
  });
});

test("single means are cluster-robust where the experiment declares clusters", async () => {
  const values = Array.from({ length: 40 }, (_, index) => 0.3 + 0.1 * (index % 4) + 0.01 * (index % 7));
  const names = values.map((_, index) => `i${String(index).padStart(3, "0")}`);
  const change = await storeItems(
    store,
    Object.fromEntries(names.map((name, index) => [name, { topic: `t${index % 4}` }])),
  );
  const experiment = await storeArm(store, "only", { items: numbered(values), change });
  const { metrics } = await summarizeExperiment(store, experiment, "topic");
  const clusters = values.map((_, index) => `t${index % 4}`);
  const expected = bellMcCaffreyTTest(values, { clusters, level: 0.95 });
  expect(metrics[0]).toMatchObject({
    name: "quality",
    clusters: 4,
    standardError: expected.standardError,
    interval: expected.interval,
  });
});

test("pass@k is decided while it runs, by the discordant e-value, as any yes-or-no value", async () => {
  const change = await storeItems(
    store,
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`i${String(index).padStart(3, "0")}`, {}])),
  );
  const policy = { primaryMetric: "quality_pass@2", stopEarly: { minimumItems: 20 } };
  const looked = {
    ...change,
    orderSeed: 7,
    status: "stopped_early" as const,
    comparePolicy: parseComparisonPolicy(policy),
  };
  // Of the new arm item 3 has a repetition that is missing and may pass, item 4 one that cannot matter.
  const results = (passed: boolean) =>
    Array.from({ length: 40 }, (_, index): RunResult[] =>
      passed
        ? index === 3
          ? [0, null]
          : index === 4
            ? [1, "failed"]
            : [0, 1]
        : index % 4 === 0
          ? [1, 0]
          : [0, 0],
    );
  const report = await compareArms(
    store,
    {
      base: { items: numbered(results(false)), dataType: "BOOLEAN", change: looked },
      new: { items: numbered(results(true)), dataType: "BOOLEAN", change: looked },
    },
    policy,
  );
  const [result] = report.sequential?.results ?? [];
  expect(result).toMatchObject({
    metric: "quality_pass@2",
    method: "discordant",
    decision: "better",
    decidedAtItems: 20,
    itemsCounted: 39,
    itemsMissing: 1,
    refusal: null,
  });
  expect(report.differences[0]).toMatchObject({ metric: "quality_pass@2", verdict: "better", n: 39 });
  expect(report.winner.variant).toBe("new");
  const experiment = (await store.getExperiment("experiment-new")) as Experiment;
  const conditions = { "quality_pass@2": { minimum: 0.5 } };
  const means = await readGateMeans(store, { report, experiment, conditions });
  expect(decideGate({ report, candidateId: experiment.id, conditions, means }).checks[0]?.outcome).toBe(
    "pass",
  );
  const home = mkdtempSync(join(tmpdir(), "assay-pass-"));
  for (const { failures } of await recomputeFromStore(store, home, [report])) expect(failures).toEqual([]);
  rmSync(home, { recursive: true, force: true });
});
