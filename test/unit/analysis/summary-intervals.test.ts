import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { summarizeExperiment } from "../../../src/analysis/summary/summarize-experiment.js";
import type { MetricSummary } from "../../../src/domain/experiment/experiment-summary.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, numbered, storeArm } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

async function quality(arm: Arm): Promise<MetricSummary> {
  const { metrics } = await summarizeExperiment(store, await storeArm(store, "a", arm));
  return metrics.find(({ name }) => name === "quality") as MetricSummary;
}

test("a share of yes-or-no values has Wilson's interval, also where all passed", async () => {
  const items = numbered(Array.from({ length: 12 }, () => 1));
  const { mean, interval, undefinedReason } = await quality({ items, dataType: "BOOLEAN" });
  expect({ mean, undefinedReason }).toEqual({ mean: 1, undefinedReason: "zero_variance" });
  // SciPy 1.17.1: 12 / (12 + norm.ppf(0.975)²).
  expect(interval?.lower).toBeCloseTo(0.7575059933, 9);
  expect(interval?.upper).toBe(1);
});

test("numbers that do not vary have no interval: a point would look like certainty", async () => {
  const found = await quality({ items: numbered(Array.from({ length: 12 }, () => 0.5)) });
  expect(found).toMatchObject({
    mean: 0.5,
    standardError: 0,
    interval: null,
    undefinedReason: "zero_variance",
  });
});

test("yes-or-no values of several repetitions are means, with Student's interval as far as their range goes", async () => {
  const { interval } = await quality({
    items: numbered([
      [1, 0],
      [1, 1],
      [0, 0],
    ]),
  });
  // Means 0.5, 1, 0: t.ppf(0.975, 2) = 4.302652729911275 times 0.5 / √3 is 1.24 on either side.
  expect(interval).toEqual({ level: 0.95, lower: 0, upper: 1 });
});
