import { describe, expect, test } from "@jest/globals";
import {
  correctDifference,
  correctItems,
  correctMean,
} from "../../../src/analysis/judge/correct-with-labels.js";
import { LabelCorrection } from "../../../src/domain/label/label-correction.js";
import { writeLabel } from "../../../src/operations/write-label.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { storeExperiment } from "../../support/stored-experiment.js";

const options = { labelName: "depth", level: 0.95 };

describe("a judged figure corrected by labels", () => {
  test("is undecided by fewer than fifteen labels", () => {
    const items = Array.from({ length: 30 }, (_, index) => ({
      judge: index / 30,
      label: index < 14 ? { human: 1, judge: index / 30 } : null,
    }));
    expect(correctItems(items, options)).toMatchObject({
      estimate: null,
      labelledItems: 14,
      unlabelledItems: 16,
    });
    expect(correctItems([], options)).toMatchObject({
      judgeEstimate: null,
      humanEstimate: null,
      estimate: null,
    });
  });
  test("is people's mean with its t interval when every item is labelled", () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      judge: 0.9,
      label: { human: index % 2, judge: 0.9 },
    }));
    const result = correctItems(items, options);
    expect(result).toMatchObject({ estimate: 0.5, judgeWeight: 0, unlabelledItems: 0, reason: null });
    // SciPy: 0.5 ± t.ppf(0.975, 19) · √(20/19 · 0.25 / 20).
    expect(result.interval?.lower).toBeCloseTo(0.5 - 2.093024054408263 * Math.sqrt(0.25 / 19), 10);
    expect(LabelCorrection.parse(result)).toEqual(result);
  });
  test("is wider than the normal interval of the textbook, by t and the divisor n − 2", () => {
    const items = Array.from({ length: 45 }, (_, index) => {
      const judge = ((index * 7) % 10) / 10;
      return {
        judge,
        label: index % 3 === 0 ? { human: Math.min(1, judge + 0.1 * (index % 2)), judge } : null,
      };
    });
    const result = correctItems(items, options);
    const half = ((result.interval?.upper as number) - (result.interval?.lower as number)) / 2;
    // t.ppf(0.975, 13) of SciPy.
    expect(half / (result.standardError as number)).toBeCloseTo(2.1603686564627913, 10);
  });
  test("holds the judge against people on the labelled repetitions only", async () => {
    const store = await openSqliteStore({ file: ":memory:" });
    // Repetition 0 scores 0.4, repetition 1 scores 0.8; people give repetition 0 a 0.5: the judge is 0.1 severe.
    const values = Array.from({ length: 40 }, (_, index) => index).flatMap((index) =>
      [0.4, 0.8].map((value, repetition) => ({
        itemId: `item-${index}`,
        repetition,
        value: value + index / 1_000,
      })),
    );
    const write = (name: string) => storeExperiment(store, { name, metrics: { depth: values } });
    const [baseline, candidate] = [await write("a"), await write("b")];
    for (const experiment of [baseline, candidate]) {
      const runs = await store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: 80 });
      for (const run of runs.filter(({ repetition }) => repetition === 0)) {
        const index = Number(run.itemId.slice(5));
        if (index % 2 === 1) continue;
        const value = 0.5 + index / 1_000 + (experiment === candidate ? ((index / 2) % 2) / 10 - 0.05 : 0);
        await writeLabel(store, { run: run.id, name: "depth", value }, new Date(0));
      }
    }
    const names = { metric: "depth", labelName: "depth" };
    const mean = await correctMean(
      store,
      { experimentId: baseline.id, ...names },
      { level: 0.95, failureValue: null },
    );
    expect(mean).toMatchObject({ labelledItems: 20, unlabelledItems: 20 });
    expect(mean.judgeEstimate).toBeCloseTo(0.6195, 10);
    expect(mean.humanEstimate).toBeCloseTo(0.519, 10);
    const difference = await correctDifference(
      store,
      { baselineId: baseline.id, candidateId: candidate.id, ...names },
      { level: 0.95, failureValue: null, without: null },
    );
    // People see the candidate 0.05 better or worse in turn, ten times each; the judge sees no difference at all.
    expect(difference).toMatchObject({ labelledItems: 20, judgeEstimate: 0, reason: null });
    expect(difference.estimate).toBeCloseTo(0, 12);
    await store.close();
  });
  test("is withheld where the labelled items are plainly not a random part, also when only a side shows it", () => {
    const items = Array.from({ length: 60 }, (_, index) => ({
      judge: (index % 3) / 100,
      label: index < 20 ? { human: (index % 4) / 10, judge: (index % 3) / 100 } : null,
      sides: [index / 60, index / 60 + (index % 3) / 100] as const,
    }));
    const alone = items.map(({ judge, label }) => ({ judge, label }));
    expect(correctItems(alone, { labelName: "x", level: 0.95 }).reason).toBeNull();
    const { estimate, interval, reason, selectionPValue } = correctItems(items, {
      labelName: "x",
      level: 0.95,
    });
    expect({ estimate, interval }).toEqual({ estimate: null, interval: null });
    expect(selectionPValue).toBeLessThan(1e-9);
    expect(reason).toMatch(
      /^the judge scores labelled and other items differently \(p \d\.\de-\d+\); a corrected figure needs labels of items chosen at random$/,
    );
  });
  test("is withheld where the labels do not vary: a point would look like certainty", () => {
    const items = Array.from({ length: 60 }, (_, index) => ({
      judge: ((index * 7) % 10) / 10,
      label: index % 3 === 0 ? { human: 0.5, judge: ((index * 7) % 10) / 10 } : null,
    }));
    expect(correctItems(items, { labelName: "x", level: 0.95 })).toMatchObject({
      estimate: null,
      interval: null,
      reason: "the 20 labels leave no variance; without it there is no interval",
    });
  });
});
