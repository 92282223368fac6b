import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type PlanRequest, planExperiment } from "../../../src/analysis/plan/plan-experiment.js";
import { ExperimentPlan } from "../../../src/domain/plan/experiment-plan.js";
import type { Store } from "../../../src/domain/store.js";
import { choosePilot } from "../../../src/operations/choose-pilot.js";
import { renderPlanText } from "../../../src/report/render-plan.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { planRequest } from "../../support/plan-request.js";
import { numbered, storeArm } from "../../support/stored-arms.js";
import { type StoredValue, storeExperiment } from "../../support/stored-experiment.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const plan = (change: Partial<PlanRequest>) => planExperiment(store, { ...planRequest, ...change });
const values = (numbers: readonly (number | null)[]): StoredValue[] =>
  numbers.map((value, index) => ({ itemId: `item-${String(index).padStart(3, "0")}`, value }));

describe("a plan from a pilot", () => {
  const change = { definition: "x", comparisonId: "0123456789abcdef" };

  test("reads noise, design and prices from the rows", async () => {
    // Differences of the means 0.1, 0.3, 0.5: variance 0.04. Within-item variances 0.02 on both sides.
    const repeated = (means: readonly number[]): StoredValue[] =>
      means.flatMap((mean, index) =>
        [-0.1, 0.1].map((offset, repetition) => ({
          itemId: `item-${index}`,
          repetition,
          value: mean + offset,
        })),
      );
    const shared = { change, judge: { costUsd: 0.004 }, runCostUsd: 0.01 };
    const baseline = await storeExperiment(store, {
      name: "a",
      ...shared,
      metrics: { s: repeated([0.2, 0.4, 0.3]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      ...shared,
      metrics: { s: repeated([0.3, 0.7, 0.8]) },
    });
    const result = await plan({ pilot: { baseline, candidate } });
    // ω² = 0.04 − 0.02 / 2 − 0.02 / 2
    expect(result.noise.itemVariance).toBeCloseTo(0.02, 12);
    expect(result.noise.repetitionVariance).toBeCloseTo(0.04, 12);
    expect(result.noise.judgeVariance).toBeNull();
    expect(result.present).toMatchObject({ items: 3, repetitions: 2, judgements: 1, pipelineCalls: 12 });
    expect(result.present.costUsd).toBeCloseTo(12 * 0.014, 12);
    expect(result.pilot).toMatchObject({ baseline: "a", candidate: "b", pairs: 3 });
    expect(ExperimentPlan.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });
  test("separates the judge's noise where scores keep their judgements", async () => {
    const judged = (means: readonly number[]): StoredValue[] =>
      means.map((mean, index) => ({
        itemId: `item-${index}`,
        value: mean,
        metadata: { judgements: [mean - 0.1, mean, mean + 0.1] },
      }));
    const shared = { change, judge: { costUsd: 0.03 }, runCostUsd: 0.01 };
    const baseline = await storeExperiment(store, {
      name: "a",
      ...shared,
      metrics: { s: judged([0.2, 0.4, 0.3]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      ...shared,
      metrics: { s: judged([0.3, 0.7, 0.8]) },
    });
    const result = await plan({ pilot: { baseline, candidate } });
    // Each judgement varies by 0.01 on either side; three of them leave 2 · 0.01 / 3 in a difference.
    expect(result.noise.judgeVariance).toBeCloseTo(0.02, 12);
    expect(result.noise.itemVariance).toBeCloseTo(0.04 - 0.02 / 3, 12);
    expect(result.noise.repetitionVariance).toBeNull();
    expect(result.present.judgements).toBe(3);
    expect(result.prices.judgementUsd).toBeCloseTo(0.01, 12);
    expect(result.present.standardError).toBeCloseTo(Math.sqrt(0.04 / 3), 12);
    expect(result.notes.join("\n")).toContain("Repetition noise could not be separated");
  });
  test("warns of a small pilot with the upper bound of its standard deviation", async () => {
    const baseline = await storeExperiment(store, {
      name: "a",
      change,
      metrics: { s: values([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      change,
      metrics: { s: values([0.1, 0.2, 0, 0.3, 0.1, 0, 0.2, 0.1, -0.1, 0.1]) },
    });
    const result = await plan({ pilot: { baseline, candidate }, effect: 0.02 });
    // SciPy: sqrt(9 / chi2.ppf(0.2, 9)) = 1.2933854444729525.
    const { standardDeviation, standardDeviationUpperBound } = result.pilot as NonNullable<
      typeof result.pilot
    >;
    expect(standardDeviationUpperBound / standardDeviation).toBeCloseTo(1.2933854444729525, 9);
    expect(result.needed?.cautiousItems).toBeGreaterThan(result.needed?.sameSampling.items as number);
    expect(renderPlanText(result)).toContain("note: The pilot has 10 pairs");
  });
  test("counts only items with a value on both sides", async () => {
    const baseline = await storeExperiment(store, {
      name: "a",
      change,
      metrics: { s: values([0.1, 0.2, null, 0.4]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      change,
      metrics: { s: values([0.3, 0.2, 0.9, null]) },
    });
    expect((await plan({ pilot: { baseline, candidate } })).pilot?.pairs).toBe(2);
  });
  test("leaves human labels out of the noise", async () => {
    const numbers = [0.1, 0.5, 0.3];
    const baseline = await storeExperiment(store, { name: "a", change, metrics: { s: values(numbers) } });
    const candidate = await storeExperiment(store, {
      name: "b",
      change,
      metrics: { s: values([0.2, 0.9, 0.3]) },
    });
    const before = await plan({ pilot: { baseline, candidate } });
    const [run] = await store.listRuns({ experimentId: candidate.id, fromOrdinal: 0, limit: 1 });
    await store.putScores([
      {
        id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c31",
        traceId: run?.traceId as string,
        runId: run?.id as string,
        experimentId: candidate.id,
        evaluatorId: null,
        name: "s",
        dataType: "NUMERIC",
        value: 1,
        stringValue: null,
        unscoredReason: null,
        comment: null,
        metadata: {},
        fingerprint: null,
        source: "ANNOTATION",
        timestamp: "2026-01-02T03:04:05.678Z",
      },
    ]);
    expect(await plan({ pilot: { baseline, candidate } })).toEqual(before);
  });
});

describe("the pilot", () => {
  const options = { definition: "x", from: [], metric: null, isRequired: true };
  const ask = (change: Partial<Parameters<typeof choosePilot>[1]>) =>
    choosePilot(store, { ...options, ...change });
  const finished = (name: string, change: object) =>
    storeExperiment(store, {
      name,
      change: { definition: "x", ...change },
      metrics: { s: values([1, 0, 1]) },
    });

  test("is the latest finished comparison of the definition, its baseline first", async () => {
    await finished("old-a", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("old-b", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("new-a", { comparisonId: "bbbbbbbbbbbbbbbb", variant: "one" });
    await finished("new-b", { comparisonId: "bbbbbbbbbbbbbbbb", variant: "two" });
    await finished("running", { comparisonId: "cccccccccccccccc", status: "running" });
    const { pilot, metric } = await ask({ baselineVariant: "one" });
    expect([pilot?.baseline.name, pilot?.candidate.name, metric]).toEqual(["new-a", "new-b", "s"]);
  });
  test("has no side that judges anchors", async () => {
    await finished("a", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("b", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("new-a", { comparisonId: "bbbbbbbbbbbbbbbb" });
    await finished("new-b", { comparisonId: "bbbbbbbbbbbbbbbb", status: "stopped_by_budget" });
    const role = { kind: "anchors", besideExperimentId: null };
    await finished("new-anchors", { comparisonId: "bbbbbbbbbbbbbbbb", role });
    const { pilot } = await ask({});
    expect([pilot?.baseline.name, pilot?.candidate.name]).toEqual(["a", "b"]);
  });
  test("may be named, baseline first", async () => {
    await finished("a", {});
    await finished("b", {});
    const { pilot } = await ask({ from: ["b", "a"] });
    expect([pilot?.baseline.name, pilot?.candidate.name]).toEqual(["b", "a"]);
  });
  test("is left alone when assumptions are stated and none is named", async () => {
    await finished("a", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("b", { comparisonId: "aaaaaaaaaaaaaaaa" });
    expect(await ask({ isRequired: false, metric: "m" })).toEqual({ pilot: null, metric: "m" });
  });
  const advice =
    "Run one (assay run x --limit 30), name one (--from EXPERIMENT EXPERIMENT), or state assumptions (--sd, --repetition-sd, --judge-sd).";
  test("must exist", async () => {
    await expect(ask({})).rejects.toThrow(
      `There is no pilot to plan "x" from: no comparison of two of its variants has finished in this store. ${advice}`,
    );
  });
  test("must be a pair", async () => {
    await finished("a", {});
    await expect(ask({ from: ["a"] })).rejects.toThrow(
      `There is no pilot to plan "x" from: --from names 1 experiment; allowed is a comparison, or a baseline and one candidate. ${advice}`,
    );
  });
  test("must be known", async () => {
    await expect(ask({ from: ["absent", "b"] })).rejects.toThrow(
      'Experiment "absent" not found, neither as name nor as id. List them with: assay list',
    );
  });
  test("must run over one dataset version", async () => {
    await finished("a", {});
    await finished("b", { datasetVersion: "2026-01-02T03:04:05.679Z" });
    await expect(ask({ from: ["a", "b"] })).rejects.toThrow("a and b ran over different dataset versions");
  });
  test("must be scored by one version of the judge, and in one kind of values", async () => {
    const scores = numbered([0.1, 0.4, 0.2]);
    await storeArm(store, "one", { items: scores });
    await storeArm(store, "two", { items: scores, fingerprint: "g" });
    await storeArm(store, "three", { items: numbered([0, 1, 1]), dataType: "BOOLEAN" });
    const from = ["experiment-one", "experiment-two"];
    await expect(ask({ from, metric: "quality" })).rejects.toThrow(
      "experiment-one and experiment-two cannot be compared on quality: the scores come from different evaluator versions (fingerprints differ)",
    );
    await expect(ask({ from: ["experiment-one", "experiment-three"], metric: "quality" })).rejects.toThrow(
      "experiment-one and experiment-three cannot be compared on quality: the values are NUMERIC in experiment-one and BOOLEAN in experiment-three",
    );
  });
  test("must have the metric on both sides", async () => {
    await finished("a", {});
    await finished("b", {});
    await expect(ask({ from: ["a", "b"], metric: "other" })).rejects.toThrow(
      'The plan cannot be made: the pilot has no numeric score "other" on both sides. Scores it has: s.',
    );
  });
  test("of one pair is too small", async () => {
    const baseline = await storeExperiment(store, { name: "a", metrics: { s: values([1]) } });
    const candidate = await storeExperiment(store, { name: "b", metrics: { s: values([0]) } });
    await expect(plan({ pilot: { baseline, candidate } })).rejects.toThrow(
      "a and b have 1 item with a s on both sides, at least 2 are needed",
    );
  });
  test("without variance says nothing about noise", async () => {
    const baseline = await finished("a", {});
    const candidate = await finished("b", {});
    await expect(plan({ pilot: { baseline, candidate } })).rejects.toThrow(
      "The plan cannot be made: all 3 pairs of the pilot differ by exactly 0 on s, which says nothing about the noise of others; run a larger pilot, or state --sd.",
    );
  });
});
