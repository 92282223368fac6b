import type { NotifyRequest } from "../../src/activities/regression-interface.js";
import type { Configuration, ExperimentDefinition } from "../../src/config.js";
import type { RegressionRun } from "../../src/domain/regression/regression-run.js";
import { sharedTaskQueue } from "../../src/domain/worker/task-queue.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { setBaseline } from "../../src/operations/baselines/set-baseline.js";
import type { ScheduleContext } from "../../src/operations/schedules/schedule-context.js";
import { deleteSchedule } from "../../src/operations/schedules/steer-schedule.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import type { RegressionInput, RegressionOutcome } from "../../src/workflows/contract.js";
import { openTestProject, type TestProject } from "./test-project.js";

/** Items of the dataset, all of which the pipeline answers rightly at a quality of 1. */
const ITEMS = 30;

/** A project whose definitions are regression runs of one pipeline, which a test makes worse. */
export interface RegressionProject extends TestProject {
  /** The share of items that are answered rightly. */
  quality: number;
  /** Calls wait for it. */
  hold: Promise<void>;
  /** The first so many items have other content than those of version 1. */
  edition: { readonly changed: number; readonly number: number };
  /** Adds a definition, and gives the context of its schedules alone. */
  define(change: Partial<ExperimentDefinition> & { readonly name: string }): ScheduleContext;
  /** One regression run without a schedule, to its end; its messages are delivered or given up by then. */
  run(definition: string, notify?: NotifyRequest): Promise<RegressionRun>;
  /** The same; its messages may be under way by then. */
  startRun(definition: string, notify?: NotifyRequest | null): Promise<RegressionRun>;
  /** Resolves when the first message of a run is tried for the nth time. */
  untilTried(run: RegressionRun, tries: number): Promise<void>;
  /** Makes the experiment of a run the baseline of its definition. */
  bless(run: RegressionRun): Promise<void>;
  /** Waits until so many runs of a definition have ended; newest first. */
  untilEnded(definition: string, count: number): Promise<readonly RegressionRun[]>;
  /** Resolves when the messages of a run are delivered or given up. */
  untilTold(run: RegressionRun): Promise<void>;
}

/** Scores 1 for the right answer; another version is another judge. */
export const right = (version: string) =>
  defineEvaluator({
    name: "right",
    version,
    range: [0, 1],
    evaluate: ({ output, expected }) => (output === expected ? 1 : 0),
  });

export async function openRegressionProject(): Promise<RegressionProject> {
  const configuration: Configuration = {
    datasets: {
      d: {
        items: () =>
          Array.from({ length: ITEMS }, (_, n) => {
            const { changed, number } = state.edition;
            const input = n < changed ? n + 1_000 * number : n;
            return { id: `i${n}`, input, expectedOutput: input };
          }),
      },
    },
    pipelines: {
      p: pipeline({
        run: async ({ input, config }) => {
          await state.hold;
          const { share = state.quality } = config as { readonly share?: number };
          return (input as number) % 1_000 < share * ITEMS ? input : -1;
        },
      }),
    },
    experiments: [],
  };
  const state = { quality: 1, hold: Promise.resolve(), edition: { changed: 0, number: 1 } };
  const project = await openTestProject(configuration);
  const definitions = project.loaded.configuration.experiments as ExperimentDefinition[];
  let started = 0;
  const settings: Omit<RegressionProject, keyof TestProject> = Object.assign(state, {
    define(change: Partial<ExperimentDefinition> & { readonly name: string }) {
      const definition: ExperimentDefinition = {
        dataset: "d",
        pipeline: "p",
        variants: { only: {} },
        evaluators: [right("1")],
        gate: { right: { maxDrop: 0.2 } },
        ...change,
      };
      definitions.push(definition);
      return contextOf(project, definition);
    },
    async run(definition: string, notify: NotifyRequest | null = null) {
      const run = await settings.startRun(definition, notify);
      await settings.untilTold(run);
      return run;
    },
    async startRun(definition: string, notify: NotifyRequest | null = null) {
      started += 1;
      const { storeId } = project.store;
      const input: RegressionInput = {
        definition,
        schedule: null,
        variant: null,
        dataset: null,
        budgetUsd: null,
        notify,
      };
      const { id } = (await project.client.workflow.execute("regression", {
        workflowId: `regression/${storeId}/${started}`,
        taskQueue: sharedTaskQueue(storeId),
        args: [input],
      })) as RegressionOutcome;
      return (await project.store.getRegressionRun(id)) as RegressionRun;
    },
    async bless({ definition, experiment }: RegressionRun) {
      const request = { definition, experiment: experiment ?? "", reason: "it is right", by: "a test" };
      await setBaseline(project.store, request);
    },
    async untilEnded(definition: string, count: number) {
      for (;;) {
        const runs = await project.store.listRegressionRuns({ definition, isRunning: false, limit: 100 });
        if (runs.length >= count) return runs;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async untilTried({ id }: RegressionRun, tries: number) {
      const handle = project.client.workflow.getHandle(`notification/${id}`);
      for (;;) {
        const { raw } = await handle.describe();
        if ((raw.pendingActivities?.[0]?.attempt ?? 0) >= tries) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async untilTold({ id, workflowId }: RegressionRun) {
      // It starts what delivers the messages after it has written them.
      await project.client.workflow.getHandle(workflowId).result();
      if ((await project.store.listNotifications(id)).length > 0)
        await project.client.workflow.getHandle(`notification/${id}`).result();
    },
  });
  return Object.assign(settings, project);
}

/** The schedules of one definition alone. */
function contextOf(project: TestProject, definition: ExperimentDefinition): ScheduleContext {
  const configuration = { ...project.loaded.configuration, experiments: [definition] };
  const environment = { variables: process.env };
  return { ...project, loaded: { ...project.loaded, configuration }, environment };
}

/** Takes the schedules of a store out of Temporal. */
export async function deleteSchedules(project: TestProject): Promise<void> {
  const prefix = `assay-${project.store.storeId.slice(0, 8)}/`;
  for await (const { scheduleId } of project.client.schedule.list())
    if (scheduleId.startsWith(prefix)) await deleteSchedule(project, scheduleId.slice(prefix.length));
}
