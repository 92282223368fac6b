import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "@jest/globals";
import proto from "@temporalio/proto";
import { Worker } from "@temporalio/worker";
import { defineConfig } from "../../src/config.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const { EventType, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** Runs of differing paths, so that their steps pass each other: short ones, failing ones, two kinds of evaluator. */
const configurationOf = (count: number) =>
  defineConfig({
    datasets: {
      numbers: {
        items: () => Array.from({ length: count }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: n })),
      },
    },
    pipelines: {
      mixed: pipeline({
        run: async ({ input }) => {
          const n = input as number;
          if (n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, n % 20));
          if (n % 37 === 5) throw new RangeError("no");
          return n;
        },
      }),
    },
    experiments: [
      {
        name: "mixed",
        dataset: "numbers",
        pipeline: "mixed",
        variants: { only: {} },
        evaluators: [
          exactMatch(),
          defineEvaluator({ name: "counted", mode: "computes", scoreNames: ["counted"], evaluate: () => 1 }),
          defineEvaluator({ name: "asked", evaluate: async () => 1 }),
          defineEvaluator({ name: "asked_again", evaluate: async () => 1 }),
        ],
        limits: { concurrency: 100, maxAttempts: 1 },
      },
    ],
  });

interface FetchedHistory {
  readonly workflowId: string;
  readonly history: proto.temporal.api.history.v1.IHistory;
}

/** Of the experiment, and of each range of 250 runs where they are more. */
async function historiesOf(workflowId: string, runs: number): Promise<readonly FetchedHistory[]> {
  const ranges = Array.from(
    { length: runs > 250 ? Math.ceil(runs / 250) : 0 },
    (_, range) => `${workflowId}/${250 * range}`,
  );
  const ids = [workflowId, ...ranges];
  const fetch = async (id: string): Promise<FetchedHistory> => {
    const handle = (project as TestProject).client.workflow.getHandle(id);
    return { workflowId: id, history: await handle.fetchHistory() };
  };
  return await Promise.all(ids.map(fetch));
}

function failedTasks({ history }: FetchedHistory): readonly string[] {
  return (history.events ?? [])
    .filter(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
    .map(
      ({ workflowTaskFailedEventAttributes: failed }) => WorkflowTaskFailedCause[failed?.cause ?? 0] ?? "?",
    );
}

/** What local activities leave behind. A replay does not resolve them in the groups they were resolved in live. */
function localActivities({ history }: FetchedHistory): number {
  return (history.events ?? []).filter(
    ({ markerRecordedEventAttributes: marker }) => marker?.markerName === "core_local_activity",
  ).length;
}

describe("an experiment whose workflows are replayed midway", () => {
  // Without any in the cache each step replays all steps before it: that takes the square of the runs.
  test.each([
    { cached: 0, runs: 75, completed: 73 },
    { cached: 2, runs: 300, completed: 292 },
  ])(
    "comes to its end with $cached cached workflows, and all histories replay",
    async ({ cached, runs, completed }) => {
      project = await openTestProject(configurationOf(runs));
      await project.startWorker({ maxCachedWorkflows: cached });
      const handle = await project.start({ definition: "mixed" });
      const { experiments } = await handle.result();
      expect(experiments[0]?.summary?.runs).toMatchObject({
        planned: runs,
        completed,
        failed: runs - completed,
      });
      expect(experiments[0]?.summary?.metrics.map(({ name, n }) => [name, n]).slice(0, 4)).toEqual([
        ["asked", completed],
        ["asked_again", completed],
        ["counted", completed],
        ["exact_match", completed],
      ]);
      const histories = await historiesOf(handle.workflowId, runs);
      expect(histories.flatMap(failedTasks)).not.toContain(
        "WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR",
      );
      expect(histories.map(localActivities)).toEqual(histories.map(() => 0));
      const code = readFileSync(process.env.ASSAY_TEST_WORKFLOW_BUNDLE as string, "utf8");
      const replays = [];
      for await (const { workflowId, error } of Worker.runReplayHistories(
        { workflowBundle: { code } },
        histories,
      ))
        replays.push([workflowId, error?.message ?? "replayed"]);
      expect(replays).toEqual(histories.map(({ workflowId }) => [workflowId, "replayed"]));
    },
  );
});
