import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { checkJudge } from "../../../src/analysis/judge/check-judge.js";
import { collectStoredLabels } from "../../../src/analysis/judge/collect-labels.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { writeLabel } from "../../../src/operations/write-label.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { recomputeFromStore } from "../../support/recompute-report.js";
import { numbered, type RunResult, storeArm } from "../../support/stored-arms.js";

const ITEMS = 60;
const NUMBERS = Array.from({ length: ITEMS }, (_, item) => item);

let store: Store;
let home = "";
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
  home = mkdtempSync(join(tmpdir(), "assay-labels-"));
});
afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

/** The judge's score of an item; the candidate's is 0.1 above. */
const judged = (item: number): number => 0.3 + ((item * 7) % 10) / 25;

async function label(
  experiment: Experiment,
  say: (item: number, repetition: number) => number | null,
): Promise<void> {
  const runs = await store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: 1_000 });
  for (const { id, itemId, repetition, status } of runs) {
    const value = status === "completed" ? say(Number(itemId.slice(1)), repetition) : null;
    if (value !== null) await writeLabel(store, { run: id, name: "quality", value }, new Date(0));
  }
}

/** The report, every figure of which a program that shares nothing with ours finds again. */
async function compare(experiments: readonly Experiment[], policy: object = {}): Promise<ComparisonReport> {
  const [baseline] = experiments;
  const report = await compareExperiments(store, {
    experiments,
    baselineId: (baseline as Experiment).id,
    policy: ComparisonPolicy.parse(policy),
  });
  for (const { failures } of await recomputeFromStore(store, home, [report])) expect(failures).toEqual([]);
  return report;
}

/** A version of the dataset, its first experiments' `change`. */
async function putItems(input: (item: number) => string = String): Promise<Partial<Experiment>> {
  const datasetId = (await store.getDataset("d"))?.id ?? (await store.createDataset({ name: "d" })).id;
  const items = NUMBERS.map((item) => ({
    id: `i${String(item).padStart(3, "0")}`,
    input: input(item),
    metadata: {},
  }));
  return { datasetId, datasetVersion: (await store.putItems(datasetId, items)).version as string };
}

test("over two dataset versions, people's labels of items that changed correct nothing", async () => {
  const before = await putItems();
  const after = await putItems((item) => (item < 30 ? `${item}, changed` : String(item)));
  const base = await storeArm(store, "base", { items: numbered(NUMBERS.map(judged)), change: before });
  const scores = NUMBERS.map((item) => judged(item) + 0.1 + (item % 2) / 100);
  const new_ = await storeArm(store, "new", { items: numbered(scores), change: after });
  const isLabelled = (item: number): boolean => item < 30 || item % 3 !== 0;
  // Of the items that changed people see the contrary, of the others what the judge sees.
  await label(base, (item) =>
    isLabelled(item) ? (item < 30 ? 0.95 : judged(item) + (item % 4) / 100) : null,
  );
  await label(new_, (item) => (isLabelled(item) ? (item < 30 ? 0.05 : judged(item) + 0.1) : null));
  const { differences, labelCorrections } = await compare([base, new_]);
  expect(labelCorrections[0]?.correction).toMatchObject({ labelledItems: 20, unlabelledItems: 10 });
  expect(labelCorrections[0]?.correction.humanEstimate).toBeGreaterThan(0.05);
  expect(differences[0]).toMatchObject({ n: 30, verdict: "better", labelObjection: null });
  const experiments = [base, new_];
  const labels = await collectStoredLabels(store, { experiments, labelName: "quality" });
  const asked = { metric: "quality", labelName: "quality", experiments, labels, level: 0.95 };
  const [checked] = (await checkJudge(store, asked)).differences;
  expect(checked?.correction).toEqual(labelCorrections[0]?.correction);
});

test("several people's labels of one run are one, their mean, however many each item has", async () => {
  const change = await putItems();
  const base = await storeArm(store, "base", { items: numbered(NUMBERS.map(judged)), change });
  const scores = NUMBERS.map((item) => judged(item) + 0.1 + (item % 2) / 100);
  const candidate = await storeArm(store, "new", { items: numbered(scores), change });
  for (const [experiment, more] of [
    [base, 0],
    [candidate, 0.1],
  ] as const) {
    const runs = await store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: ITEMS });
    for (const { id: run, itemId } of runs) {
      const item = Number(itemId.slice(1));
      const people = item % 3 === 0 ? ["one", "two", "three"].slice(0, 1 + ((item / 3) % 3)) : [];
      for (const [place, annotator] of people.entries()) {
        const value = judged(item) + more + place / 50;
        await writeLabel(store, { run, name: "quality", value, annotator }, new Date(0));
      }
    }
  }
  const { labelCorrections } = await compare([base, candidate]);
  // Both sides have the same people, whose mean is 0, 0.01 or 0.02 above the judge's first score.
  expect(labelCorrections[0]?.correction).toMatchObject({ labelledItems: 20, unlabelledItems: 40 });
  expect(labelCorrections[0]?.correction.humanEstimate).toBeCloseTo(0.1, 12);
});

describe("failed runs that count as the worst", () => {
  const policy = { missing: { failed: 0 } };
  let change: Partial<Experiment> = {};
  beforeEach(async () => {
    change = await putItems();
  });

  test("are in the corrected difference: known on the failed side, and where both failed without a label", async () => {
    const results = (failing: readonly number[], more: number): RunResult[] =>
      Array.from({ length: ITEMS }, (_, item) =>
        failing.includes(item) ? "failed" : judged(item) + more + (item % 3) / 100,
      );
    const base = await storeArm(store, "base", { items: numbered(results([0, 1, 2], 0)), change });
    const new_ = await storeArm(store, "new", { items: numbered(results([0, 1, 2, 3, 4], 0.1)), change });
    // People find every score of the candidate 0.02 too high; of the items 0 and 3 they saw what there was to see.
    const isLabelled = (item: number): boolean => item % 3 === 0;
    await label(base, (item) => (isLabelled(item) ? judged(item) + ((item / 3) % 2) / 100 : null));
    await label(new_, (item) => (isLabelled(item) ? judged(item) + 0.08 : null));
    const { differences, labelCorrections } = await compare([base, new_], policy);
    const [found] = labelCorrections;
    expect(differences[0]).toMatchObject({ n: ITEMS });
    expect(found?.correction).toMatchObject({ labelledItems: 19, unlabelledItems: 38, failedItems: 3 });
    // What the judge alone says is the difference of the report: the same items, the same failures.
    expect(found?.correction.judgeEstimate).toBeCloseTo(differences[0]?.meanDifference as number, 12);
    const humanOf3 = -(judged(3) + 0.01);
    const humanOfOthers = Array.from({ length: 18 }, (_, index) => 0.08 - (index % 2) / 100);
    const human = [humanOf3, ...humanOfOthers].reduce((sum, value) => sum + value, 0) / 19;
    expect(found?.correction.humanEstimate).toBeCloseTo(human, 12);
  });

  test("are a share of an item whose other repetitions are judged", async () => {
    const items = Array.from({ length: ITEMS }, (_, item): RunResult[] => [
      judged(item),
      item % 4 === 1 ? "failed" : judged(item) + 0.02,
    ]);
    const scores = (more: number) =>
      numbered(items.map((runs) => runs.map((run) => (typeof run === "number" ? run + more : run))));
    const base = await storeArm(store, "base", { items: scores(0), change });
    const new_ = await storeArm(store, "new", { items: scores(0.1), change });
    const isLabelled = (item: number, repetition: number): boolean => item % 3 === 0 && repetition === 0;
    await label(base, (item, repetition) => (isLabelled(item, repetition) ? judged(item) : null));
    await label(new_, (item, repetition) =>
      isLabelled(item, repetition) ? judged(item) + 0.1 + (item % 2) / 50 : null,
    );
    const { labelCorrections } = await compare([base, new_], policy);
    const [found] = labelCorrections;
    expect(found?.correction).toMatchObject({ labelledItems: 20, unlabelledItems: 40, failedItems: 0 });
    // Of the labelled items 9, 21, 33, 45 and 57 half failed, all of which are odd; five others are odd too.
    const human = (5 * 0.12 * 0.5 + 5 * 0.12 + 10 * 0.1) / 20;
    expect(found?.correction.humanEstimate).toBeCloseTo(human, 12);
  });

  test("leave no corrected figure as sure as without them", async () => {
    const arm = async (variant: string, failed: number, more: number) => {
      const results = Array.from(
        { length: ITEMS },
        (_, item): RunResult => (item < failed ? "failed" : judged(item) + more),
      );
      return await storeArm(store, `${variant}-${failed}`, { items: numbered(results), change });
    };
    const correct = async (failed: number) => {
      const [base, new_] = [await arm("base", failed, 0), await arm("new", failed, 0.1)];
      for (const [experiment, more] of [
        [base, 0],
        [new_, 0.1],
      ] as const)
        await label(experiment, (item) => (item % 3 === 0 ? judged(item) + more * (1 + (item % 2)) : null));
      return (await compare([base, new_], policy)).labelCorrections[0]?.correction;
    };
    const [without, with_] = [await correct(0), await correct(6)];
    expect(with_?.estimate).toBeLessThan(without?.estimate as number);
    // Nine in ten items have the corrected mean of theirs, one in ten failed on both sides: a difference of zero.
    const share = (with_?.failedItems ?? 0) / ITEMS;
    expect(share).toBeCloseTo(0.1, 12);
    const between = share * (1 - share) * ((with_?.estimate as number) / (1 - share)) ** 2;
    expect(with_?.standardError).toBeGreaterThan(Math.sqrt(between / ITEMS));
  });
});
