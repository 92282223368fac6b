import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { checkJudge } from "../../../src/analysis/judge/check-judge.js";
import {
  collectStoredLabels,
  rescaleLabels,
  resolveLabels,
} from "../../../src/analysis/judge/collect-labels.js";
import { summarizeJudgeCheck } from "../../../src/analysis/judge/summarize-judge-check.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import { JudgeCheck } from "../../../src/domain/judge/judge-check.js";
import type { GivenLabel } from "../../../src/domain/label/given-label.js";
import type { Store } from "../../../src/domain/store.js";
import { chooseLabelledExperiments } from "../../../src/operations/choose-labelled-experiments.js";
import { writeLabel } from "../../../src/operations/write-label.js";
import { renderJudgeCheckText } from "../../../src/report/render-judge-check.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { storeExperiment } from "../../support/stored-experiment.js";

let store: Store;
let baseline: Experiment;
let candidate: Experiment;
const AT = new Date("2026-01-02T03:04:05.678Z");
const level = 0.95;
const clip = (value: number): number => Math.min(1, Math.max(0, value));
const indices = Array.from({ length: 40 }, (_, index) => index);
const itemId = (index: number): string => `item-${String(index).padStart(2, "0")}`;
const human = {
  a: indices.map((index) => ((index * 7) % 5) / 4),
  b: indices.map((index) => clip(((index * 7) % 5) / 4 + (index % 3 === 0 ? 0.25 : 0))),
};
const judge = {
  a: indices.map((index) => clip((human.a[index] as number) + 0.125 + (((index * 11) % 5) - 2) / 32)),
  b: indices.map((index) => clip((human.b[index] as number) + 0.125 + (((index * 13) % 5) - 2) / 32)),
};

beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
  const write = (name: "a" | "b") =>
    storeExperiment(store, {
      name,
      judge: { costUsd: 0.01 },
      metrics: { depth: judge[name].map((value, index) => ({ itemId: itemId(index), value })) },
      change: { variant: name },
    });
  baseline = await write("a");
  candidate = await write("b");
});
afterEach(() => store.close());

async function runOf(experiment: Experiment, index: number): Promise<string> {
  const [run] = await store.listRuns({ experimentId: experiment.id, fromOrdinal: index, limit: 1 });
  return run?.id as string;
}

/** Labels every second item on both sides, 20 items. */
async function labelHalf(name = "depth"): Promise<void> {
  for (const index of indices.filter((place) => place % 2 === 0)) {
    for (const [experiment, values] of [
      [baseline, human.a],
      [candidate, human.b],
    ] as const) {
      const run = await runOf(experiment, index);
      await writeLabel(store, { run, name, value: values[index] as number }, AT);
    }
  }
}

async function check(labelName = "depth"): Promise<JudgeCheck> {
  const experiments = [baseline, candidate];
  const labels = await collectStoredLabels(store, { experiments, labelName });
  return await checkJudge(store, { metric: "depth", labelName, experiments, labels, level });
}

describe("a judge against labels in the store", () => {
  // Expected values: SciPy 1.17.1 (spearmanr, pearsonr, t.ppf), statsmodels 0.15.0 (cohens_kappa, quadratic) and
  // NumPy 2.4.6 for alpha, the clustered interval (CR1) and PPI++ by their formulas.
  test("agrees in categories of the scale 1–5, in rank and in value", async () => {
    await labelHalf();
    const result = await check();
    expect(result).toMatchObject({ runs: 40, items: 20, unscoredRuns: 0, scale: "one_to_five" });
    expect(result.agreement).toBeCloseTo(0.525, 12);
    expect(result.kappa).toBeCloseTo(0.8892128279883382, 10);
    expect(result.alpha).toBeCloseTo(0.9381327275744752, 10);
    expect(result.spearman).toBeCloseTo(0.9877402158183871, 10);
    expect(result.pearson).toBeCloseTo(0.9804298934033233, 10);
    expect(result.confusion).toEqual({
      categories: [1, 2, 3, 4, 5],
      counts: [
        [6, 0, 0, 0, 0],
        [0, 2, 7, 0, 0],
        [0, 0, 4, 3, 0],
        [0, 0, 0, 0, 9],
        [0, 0, 0, 0, 9],
      ],
    });
    expect(result.grade).toBe("good");
    expect(JudgeCheck.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });
  test("has a bias whose interval counts items, not runs", async () => {
    await labelHalf();
    const { bias, biasInterval, meanAbsoluteError, summary } = await check();
    expect(bias).toBeCloseTo(0.1, 12);
    expect(meanAbsoluteError).toBeCloseTo(0.1, 12);
    expect(biasInterval?.lower).toBeCloseTo(0.06995171933775382, 10);
    expect(biasInterval?.upper).toBeCloseTo(0.1300482806622462, 10);
    expect(summary).toBe(
      "On 40 labelled runs of 20 items depth agrees well with people (Krippendorff's alpha 0.94). " +
        "It is lenient: +0.1000 on average, 95 % interval [+0.0700, +0.1300].",
    );
  });
  test("has its mean and its difference corrected by PPI++", async () => {
    await labelHalf();
    const { means, differences } = await check();
    const mean = means[0]?.correction;
    expect(mean).toMatchObject({ labelledItems: 20, unlabelledItems: 20, reason: null, selectionPValue: 1 });
    expect(mean?.judgeWeight).toBeCloseTo(0.4884515289525048, 10);
    expect(mean?.estimate).toBeCloseTo(0.5, 10);
    expect(mean?.interval?.lower).toBeCloseTo(0.37397969313921403, 9);
    const difference = differences[0];
    expect(difference?.correction.judgeEstimate).toBeCloseTo(0.071875, 12);
    expect(difference?.judgeInterval?.lower).toBeCloseTo(0.033319978531936474, 10);
    expect(difference?.correction.estimate).toBeCloseTo(0.0722618022053756, 10);
    expect(difference?.correction.standardError).toBeCloseTo(0.020279568508049163, 10);
    expect(difference?.correction.interval?.lower).toBeCloseTo(0.02965600976023705, 9);
    expect(difference?.correction.interval?.upper).toBeCloseTo(0.11486759465051416, 9);
    expect([difference?.judgeSays, difference?.correctedSays]).toEqual(["higher", "higher"]);
  });
  test("with 14 labelled items has no corrected figure, and says why", async () => {
    for (const index of indices.slice(0, 14)) {
      await writeLabel(store, { run: await runOf(baseline, index), name: "depth", value: 0.5 }, AT);
    }
    const result = await check();
    expect(result.means[0]?.correction).toMatchObject({
      estimate: null,
      interval: null,
      reason: "14 items are labelled; a corrected figure needs at least 15, chosen at random",
    });
    expect(result.differences[0]?.correction.labelledItems).toBe(0);
    expect(renderJudgeCheckText(result)).toContain(
      "no corrected figure: 14 items are labelled; a corrected figure needs at least 15, chosen at random",
    );
  });
  test("has no corrected figure when the labelled items are plainly not a random part", async () => {
    const order = [...indices].sort((left, right) => (judge.a[left] as number) - (judge.a[right] as number));
    for (const index of order.slice(0, 20)) {
      const run = await runOf(baseline, index);
      await writeLabel(store, { run, name: "depth", value: human.a[index] as number }, AT);
    }
    const { means } = await check();
    expect(means[0]?.correction).toMatchObject({ estimate: null, interval: null });
    expect(means[0]?.correction.reason).toContain(
      "a corrected figure needs labels of items chosen at random",
    );
  });
  test("warns when the labelled items hardly look like a random part", async () => {
    await labelHalf();
    const { summary: _summary, warnings: _warnings, grade: _grade, ...found } = await check();
    const means = found.means.map(({ experimentId, correction }) => ({
      experimentId,
      correction: { ...correction, selectionPValue: 0.004 },
    }));
    expect(summarizeJudgeCheck({ ...found, means }).warnings.join("\n")).toContain(
      "(p 4.0e-3), so that the labels do not look like a random part; corrected figures need one.",
    );
    expect(summarizeJudgeCheck(found).warnings).toEqual([]);
  });
  test("is not graded by fewer than ten items", async () => {
    const run = await runOf(baseline, 0);
    await writeLabel(store, { run, name: "depth", value: 0.5 }, AT);
    const { grade, summary } = await check();
    expect(grade).toBe("undefined");
    expect(summary).toContain(
      "On 1 labelled run of 1 item the agreement of depth with people cannot be told: label at least 10 items.",
    );
  });
  test("says when the verdict moves", async () => {
    // People see a difference of 0.01 either way where the judge sees one.
    for (const index of indices.filter((place) => place % 2 === 0)) {
      for (const experiment of [baseline, candidate]) {
        const run = await runOf(experiment, index);
        const noise = experiment === candidate ? ((index / 2) % 2) / 50 : 0.01;
        await writeLabel(store, { run, name: "flat", value: 0.1 + (index % 5) / 8 + noise }, AT);
      }
    }
    const { differences, warnings } = await check("flat");
    expect([differences[0]?.judgeSays, differences[0]?.correctedSays]).toEqual(["higher", "undecided"]);
    expect(warnings).toContain("b: the judge alone says higher, corrected by the labels it is undecided.");
  });
  test("is held against the mean of several annotators, who are the ceiling", async () => {
    for (const index of indices.slice(0, 16)) {
      const run = await runOf(baseline, index);
      await writeLabel(store, { run, name: "depth", value: 0.5, annotator: "ann" }, AT);
      await writeLabel(store, { run, name: "depth", value: index % 2 === 0 ? 0.5 : 1, annotator: "bob" }, AT);
    }
    const result = await check();
    expect(result.runs).toBe(16);
    // Krippendorff, interval: D_o = 0.5 · 0.25, D_e = 2 · 8 · 24 · 0.25 / (32 · 31): 1 − 0.125 · 992 / 96.
    expect(result.humanAlpha).toBeCloseTo(1 - (0.125 * 992) / 96, 12);
  });
  test("leaves labelled runs without a judgement out, and counts them", async () => {
    await labelHalf();
    const partial = await storeExperiment(store, {
      name: "partial",
      metrics: {
        depth: [
          { itemId: "item-00", value: null },
          { itemId: "item-01", value: 0.5 },
        ],
      },
    });
    const [first, second] = await store.listRuns({ experimentId: partial.id, fromOrdinal: 0, limit: 2 });
    for (const run of [first, second])
      await writeLabel(store, { run: run?.id as string, name: "depth", value: 0.5 }, AT);
    const experiments = [partial];
    const labels = await collectStoredLabels(store, { experiments, labelName: "depth" });
    const result = await checkJudge(store, {
      metric: "depth",
      labelName: "depth",
      experiments,
      labels,
      level,
    });
    expect([result.runs, result.unscoredRuns]).toEqual([1, 1]);
    expect(result).toMatchObject({ alpha: null, kappa: null, biasInterval: null, spearman: null });
    expect(result.warnings[0]).toContain("1 labelled runs have no judgement");
  });
});

describe("a binary judge", () => {
  test("has plain kappa, sensitivity and specificity", async () => {
    // 20 runs: 8 true passes, 2 false fails, 3 false passes, 7 true fails. kappa = (0.75 − 0.5) / 0.5.
    const outcomes = [
      ...Array.from({ length: 8 }, () => [1, 1]),
      ...Array.from({ length: 2 }, () => [1, 0]),
      ...Array.from({ length: 3 }, () => [0, 1]),
      ...Array.from({ length: 7 }, () => [0, 0]),
    ] as [number, number][];
    const experiment = await storeExperiment(store, {
      name: "binary",
      metrics: { pass: outcomes.map(([, value], index) => ({ itemId: itemId(index), value })) },
    });
    for (const [index, [value]] of outcomes.entries())
      await writeLabel(store, { run: await runOf(experiment, index), name: "pass", value: value === 1 }, AT);
    const experiments = [experiment];
    const labels = await collectStoredLabels(store, { experiments, labelName: "pass" });
    const result = await checkJudge(store, { metric: "pass", labelName: "pass", experiments, labels, level });
    expect(result).toMatchObject({ scale: "binary", agreement: 0.75, sensitivity: 0.8, specificity: 0.7 });
    expect(result.kappa).toBeCloseTo(0.5, 12);
    expect(result.means[0]?.correction).toMatchObject({ estimate: 0.5, judgeWeight: 0, unlabelledItems: 0 });
  });
});

describe("labels from a file", () => {
  const experiments = () => [baseline, candidate];
  test("name runs by run id, trace id, or experiment and item", async () => {
    const [run] = await store.listRuns({ experimentId: baseline.id, fromOrdinal: 3, limit: 1 });
    const given: GivenLabel[] = [
      { run: { runId: await runOf(baseline, 1) }, value: 0.1 },
      { run: { traceId: run?.traceId as string }, value: 0.3 },
      { run: { experiment: "b", itemId: "item-05", repetition: null }, value: 0.5 },
      { run: { experiment: candidate.id, itemId: "item-05", repetition: 0 }, value: 0.7 },
    ];
    const labels = await resolveLabels(store, { experiments: experiments(), given });
    expect([...labels.values()].map(({ place, values }) => [place.itemId, values])).toEqual([
      ["item-01", [0.1]],
      ["item-03", [0.3]],
      ["item-05", [0.5, 0.7]],
    ]);
  });
  test("for unknown runs are refused: the first, and how many; nothing is computed", async () => {
    const given: GivenLabel[] = [
      { run: { experiment: "a", itemId: "item-00", repetition: null }, value: 1 },
      { run: { experiment: "a", itemId: "absent", repetition: null }, value: 1 },
      { run: { runId: "nowhere" }, value: 1 },
    ];
    await expect(resolveLabels(store, { experiments: experiments(), given })).rejects.toThrow(
      "2 of 3 labels are for unknown runs, the first for item absent of experiment a (without a repetition, which is needed when there are several). " +
        "Allowed are runs of the experiments named with --experiment. Nothing was computed.",
    );
  });
  test("need the repetition of an item that was run several times", async () => {
    const repeated = await storeExperiment(store, {
      name: "repeated",
      change: { repetitions: 2 },
      metrics: { depth: [0, 1].map((repetition) => ({ itemId: "item-00", repetition, value: 0.5 })) },
    });
    const label = (repetition: number | null): GivenLabel[] => [
      { run: { experiment: "repeated", itemId: "item-00", repetition }, value: 1 },
    ];
    await expect(resolveLabels(store, { experiments: [repeated], given: label(null) })).rejects.toThrow(
      "1 of 1 labels are for unknown runs, the first for item item-00 of experiment repeated (without a repetition",
    );
    expect((await resolveLabels(store, { experiments: [repeated], given: label(1) })).size).toBe(1);
  });
  test("on another scale than the judge's are refused unless they are mapped", async () => {
    const given = indices.map((index): GivenLabel => {
      const value = 1 + 4 * (human.a[index] as number);
      return { run: { experiment: "a", itemId: itemId(index), repetition: null }, value };
    });
    const labels = await resolveLabels(store, { experiments: experiments(), given });
    const request = { metric: "depth", labelName: "depth", experiments: experiments(), level };
    await expect(checkJudge(store, { ...request, labels })).rejects.toThrow(
      "A label is 3, but the judge's values lie between 0.0625 and 1: the scales differ. " +
        "Say how labels map to 0–1 with --label-scale MIN:MAX, such as --label-scale 1:5. Nothing was computed.",
    );
    const mapped = rescaleLabels(labels, { minimum: 1, maximum: 5 });
    expect([...mapped.values()].map(({ values }) => values[0])).toEqual(human.a);
    expect(() => rescaleLabels(labels, { minimum: 1, maximum: 4 })).toThrow("A label is 5, but");
  });
  test("tell which experiments are meant", async () => {
    const given: GivenLabel[] = [{ run: { runId: await runOf(candidate, 1) }, value: 0.1 }];
    const choose = (references: readonly string[], labels: GivenLabel[] | null = given) =>
      chooseLabelledExperiments(store, { references, given: labels, labelName: "depth" });
    expect((await choose([])).map(({ name }) => name)).toEqual(["b"]);
    expect((await choose(["b", "a"])).map(({ name }) => name)).toEqual(["b", "a"]);
    await expect(choose(["absent"])).rejects.toThrow('Experiment "absent" not found');
    await expect(choose([], null)).rejects.toThrow(
      'There is nothing to check the judge with: no run has a label "depth".',
    );
    await labelHalf();
    expect((await choose([], null)).map(({ name }) => name)).toEqual(["a", "b"]);
  });
  test("for a metric that no labelled run has are refused", async () => {
    await labelHalf();
    const labels = await collectStoredLabels(store, { experiments: [baseline], labelName: "depth" });
    await expect(
      checkJudge(store, { metric: "absent", labelName: "depth", experiments: [baseline], labels, level }),
    ).rejects.toThrow('20 runs are labelled, but none of them has a score "absent"');
    await expect(
      checkJudge(store, {
        metric: "depth",
        labelName: "x",
        experiments: [baseline],
        labels: new Map(),
        level,
      }),
    ).rejects.toThrow('no run has a label "x"');
  });
});

describe("an annotation", () => {
  test("is written once per annotator, and changed by saying it again", async () => {
    const run = await runOf(baseline, 0);
    const first = await writeLabel(store, { run, name: "taste", value: 0.2, comment: "dull" }, AT);
    const { traceId } = first;
    const second = await writeLabel(store, { run: traceId, name: "taste", value: 0.4 }, AT);
    expect(second.id).toBe(first.id);
    await writeLabel(store, { run, name: "taste", value: "fine", annotator: "bob" }, AT);
    const scores = (await store.listScoresOfRuns([run])).filter(({ source }) => source === "ANNOTATION");
    expect(scores.map(({ value, stringValue, comment }) => [value, stringValue, comment])).toEqual(
      expect.arrayContaining([
        [0.4, null, null],
        [null, "fine", null],
      ]),
    );
    expect(scores).toHaveLength(2);
  });
  test("on an unknown run is refused", async () => {
    await expect(writeLabel(store, { run: "absent", name: "taste", value: 1 }, AT)).rejects.toThrow(
      'Run "absent" not found, neither as run id nor as trace id. Both stand in the rows of: assay export EXPERIMENT',
    );
  });
  test("of no number is refused", async () => {
    const run = await runOf(baseline, 0);
    await expect(writeLabel(store, { run, name: "taste", value: Number.NaN }, AT)).rejects.toThrow(
      'The score "taste" cannot be written: its value is NaN; allowed is a finite number, true, false or a category (text).',
    );
  });
  test("leaves every figure of its experiment as it was", async () => {
    const means = async () => {
      const all = [];
      for await (const item of store.streamItemMeans({ experimentId: baseline.id, score: "depth" }))
        all.push(item);
      return { all, names: await store.listScoreNames(baseline.id) };
    };
    const before = await means();
    await labelHalf();
    await labelHalf("other");
    expect(await means()).toEqual(before);
    expect(await store.listLabelNames(baseline.id)).toEqual(["depth", "other"]);
  });
});
