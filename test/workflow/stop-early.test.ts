import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import type { Comparison } from "../../src/domain/comparison/comparison.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { createRandom } from "../../src/statistics/seeded-random.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const ITEMS = 120;
/** More than are needed to decide. Further calls are slow, so that a busy machine looks before the last. */
const QUICK_CALLS = 90;
let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** Two variants whose scores differ by `effect` on average, with the same noise in each test run. */
function configuration(effect: number, items: number, stopEarly: object): Configuration {
  const calls = new Map<string, number>();
  return {
    datasets: {
      numbers: { items: () => Array.from({ length: items }, (_, n) => ({ id: `i${n}`, input: n })) },
    },
    pipelines: {
      noisy: pipeline({
        run: async ({ input, config }) => {
          const { shift, name } = config as { shift: number; name: string };
          const made = calls.get(name) ?? 0;
          calls.set(name, made + 1);
          await setTimeout(made < QUICK_CALLS ? 20 : 3_000);
          return shift + 0.2 * (createRandom(`${name} ${input}`)() - 0.5);
        },
      }),
    },
    evaluators: { value: ({ output }) => output as number },
    experiments: [
      {
        name: "noisy",
        dataset: "numbers",
        pipeline: "noisy",
        variants: { a: { name: "a", shift: 0.4 }, b: { name: "b", shift: 0.4 + effect } },
        evaluators: ["value"],
        limits: { concurrency: 8 },
        compare: { baseline: "a", primaryMetric: "value", stopEarly },
      },
    ],
  };
}

/** The order of the items is fixed: without a difference, one order in twenty may be decided all the same. */
async function run(
  effect: number,
  { items = ITEMS, ...stopEarly }: { readonly items?: number; readonly [option: string]: unknown },
) {
  project = await openTestProject(configuration(effect, items, { ...stopEarly, seed: 7 }));
  await project.startWorker();
  const handle = await project.start({ definition: "noisy" });
  const { experiments, comparison } = await handle.result();
  const report = (comparison as Comparison).report;
  return { experiments, report, result: report?.sequential?.results[0] };
}

async function orderOf({ id }: Experiment): Promise<string[]> {
  const runs = await (project as TestProject).store.listRuns({
    experimentId: id,
    fromOrdinal: 0,
    limit: ITEMS,
  });
  return runs.map(({ itemId }) => itemId);
}

describe("a comparison that may stop early", () => {
  test("ends as soon as the sequence decides, with both arms in one recorded order", async () => {
    const { experiments, report, result } = await run(0.13, { minimumItems: 20 });
    expect(experiments.map(({ status }) => status)).toEqual(["stopped_early", "stopped_early"]);
    expect(result).toMatchObject({ decision: "better", itemsPlanned: ITEMS, itemsDropped: 0 });
    expect(result?.interval?.lower).toBeGreaterThan(0);
    expect(result?.itemsCounted).toBeLessThan(ITEMS);
    // The report shows the anytime-valid interval, decides by it, and says what was saved.
    const difference = report?.differences.find(({ metric }) => metric === "value");
    expect(difference).toMatchObject({
      verdict: "better",
      intervalMethod: "confidence_sequence",
      interval: result?.interval,
      pValueT: null,
    });
    expect(difference?.reason).toBe(
      `the anytime-valid 95 % interval excluded zero after ${result?.decidedAtItems} of ${ITEMS} items`,
    );
    expect(report?.winner.variant).toBe("b");
    const savings = report?.sequential?.savings;
    expect(savings).toMatchObject({ runsPlanned: 2 * ITEMS, costSavedUsd: null });
    expect(savings?.runsSaved).toBe(2 * ITEMS - (savings?.runsMade ?? 0));
    expect(savings?.runsSaved).toBeGreaterThan(0);
    const [left, right] = await Promise.all(experiments.map(orderOf));
    expect(left).toEqual(right);
    expect(left).not.toEqual(Array.from({ length: ITEMS }, (_, n) => `i${n}`));
    expect(new Set(left).size).toBe(ITEMS);
  });

  test("ends for futility when the interval lies within the margin", async () => {
    const { experiments, result } = await run(0, { minimumItems: 20, futilityMargin: 0.11 });
    expect(experiments.map(({ status }) => status)).toEqual(["stopped_early", "stopped_early"]);
    expect(result?.decision).toBe("futile");
  });

  test("runs to the end when nothing is decided", async () => {
    const { experiments, result } = await run(0, { items: 60, minimumItems: 20 });
    expect(experiments.map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(result).toMatchObject({ decision: "undecided", itemsCounted: 60 });
  });
});
