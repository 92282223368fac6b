import { WorkflowFailedError, type WorkflowHandle, WorkflowNotFoundError } from "@temporalio/client";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import {
  ExperimentEndedError,
  ExperimentWorkflowMissingError,
} from "../domain/experiment/experiment-errors.js";
import type { RunCounts } from "../domain/experiment/experiment-summary.js";
import { isLive } from "../domain/experiment/is-live.js";
import type { Store } from "../domain/store.js";
import type { Wait } from "../domain/wait/wait.js";
import { pauseUpdate, resumeUpdate, setConcurrencyUpdate } from "../workflows/contract.js";
import { findWaits } from "./find-waits.js";
import type { PlannedStart } from "./plan-start.js";
import { queryProgress } from "./query-progress.js";
import { requireExperiment } from "./require-experiment.js";
import { isResumable, resumeEnded } from "./resume-ended.js";
import { settleEnded } from "./settle-ended.js";
import type { WorkflowContext } from "./start-workflow.js";
import { steerWorkflow } from "./steer-workflow.js";
import { type OpenConnection, throughOutages } from "./while-open.js";
import { whileStoreLasts } from "./while-store-lasts.js";

/** The progress of one experiment. */
export interface ExperimentProgress {
  /** Its name. */
  readonly experiment: string;
  /** Which variant it runs. */
  readonly variant: string;
  /** Its status in the store. */
  readonly status: Experiment["status"];
  /** Why it ended early; null otherwise. */
  readonly error: string | null;
  /** Runs by state. */
  readonly counts: RunCounts;
  /** Null when no worker answers the query. */
  readonly paused: boolean | null;
}

/** A started experiment, or several with their comparison. */
export interface ExperimentHandle {
  /** Name of the comparison if there is one, otherwise of the experiment. */
  readonly name: string;
  /** One per variant. */
  readonly experimentIds: readonly string[];
  /** Null if there is only one variant. */
  readonly comparisonId: string | null;
  /** Workflow id of the comparison if there is one, otherwise of the experiment. */
  readonly workflowId: string;
  /** Exact counts from the store. */
  progress(): Promise<readonly ExperimentProgress[]>;
  /** What the unfinished experiments wait for, as far as it is known. */
  waits(): Promise<readonly Wait[]>;
  /** Pauses: no new call starts, and calls in flight finish. */
  pause(): Promise<void>;
  /** Continues after a pause. Starts a cancelled, terminated or failed experiment again; a worker then continues it. */
  resume(): Promise<{ readonly startedAgain: boolean }>;
  /** Sets how many calls may be in flight from now on. */
  setConcurrency(concurrency: number): Promise<void>;
  /** Cancels; finished runs are kept and summarized. */
  cancel(): Promise<void>;
  /** Waits until everything has ended, in whatever state, and returns what the store then holds. */
  result(): Promise<{ readonly experiments: readonly Experiment[]; readonly comparison: Comparison | null }>;
}

type HandleContext = WorkflowContext & OpenConnection & { readonly store: Store };

type Started = Pick<PlannedStart, "experiments" | "comparison">;

/** Makes the handle of experiments that have been started, now or earlier. */
export function createExperimentHandle(context: HandleContext, started: Started): ExperimentHandle {
  const { client, store } = context;
  const ids = started.experiments.map(({ id }) => id);
  const workflowId = started.comparison?.workflowId ?? (started.experiments[0] as Experiment).workflowId;
  const name = started.comparison?.name ?? (started.experiments[0] as Experiment).name;
  /** All its experiments that have not ended; it is an error only when all have. */
  const each = async (verb: string, ask: (workflow: WorkflowHandle) => Promise<unknown>): Promise<void> => {
    const all = await Promise.all(ids.map((id) => requireExperiment(store, id)));
    const live = all.filter(isLive);
    if (live.length === 0) throw new ExperimentEndedError(name, { status: statusesOf(all), verb });
    const readStatus = (id: string) => async () => (await requireExperiment(store, id)).status;
    await Promise.all(
      live.map((experiment) =>
        steerWorkflow(client, { ...experiment, verb, readStatus: readStatus(experiment.id) }, ask),
      ),
    );
  };
  return {
    name,
    experimentIds: ids,
    comparisonId: started.comparison?.id ?? null,
    workflowId,
    progress: () =>
      Promise.all(started.experiments.map(({ id, workflowId: own }) => readProgress(context, id, own))),
    waits: async () =>
      await findWaits(context, await Promise.all(ids.map((id) => requireExperiment(store, id)))),
    pause: () => each("pause", (workflow) => workflow.executeUpdate(pauseUpdate)),
    async resume() {
      const { experiments, comparison } = await readStarted(store, started);
      if (isResumable(comparison ?? (experiments[0] as Experiment))) {
        await resumeEnded(context, { experiments, comparison });
        return { startedAgain: true };
      }
      await each("resume", (workflow) => workflow.executeUpdate(resumeUpdate));
      return { startedAgain: false };
    },
    setConcurrency: (concurrency) =>
      each("change", (workflow) => workflow.executeUpdate(setConcurrencyUpdate, { args: [concurrency] })),
    cancel: () =>
      steerWorkflow(
        client,
        {
          verb: "cancel",
          name,
          workflowId,
          readStatus: async () =>
            started.comparison === null
              ? (await requireExperiment(store, ids[0] as string)).status
              : ((await store.getComparison(started.comparison.id)) ?? started.comparison).status,
        },
        (workflow) => workflow.cancel(),
      ),
    result: () => awaitEnd(context, { started, workflowId, name }),
  };
}

/** How it ended is in the store; only what Temporal itself cannot tell is an error here. */
async function awaitEnd(
  context: HandleContext,
  {
    started,
    workflowId,
    name,
  }: { readonly started: Started; readonly workflowId: string; readonly name: string },
): Promise<Started> {
  const { client, store } = context;
  const wait = (): Promise<unknown> => client.workflow.getHandle(workflowId).result();
  await whileStoreLasts(store, throughOutages(context, wait)).catch((error: unknown) => {
    if (!(error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError)) throw error;
  });
  const { experiments, comparison } = await readStarted(store, started);
  const comparisons = comparison === null ? [] : [comparison];
  const settled = await settleEnded(context, { experiments, comparisons });
  const ended = settled.length === 0 ? { experiments, comparison } : await readStarted(store, started);
  const { status } = ended.comparison ?? (ended.experiments[0] as Experiment);
  if (isLive({ status })) throw new ExperimentWorkflowMissingError(name, { status, verb: "wait for" });
  return ended;
}

/** The same as the store has them now. */
async function readStarted(store: Store, { experiments, comparison }: Started): Promise<Started> {
  return {
    experiments: await Promise.all(experiments.map(({ id }) => requireExperiment(store, id))),
    comparison: comparison === null ? null : ((await store.getComparison(comparison.id)) ?? comparison),
  };
}

/** `completed`, or `completed, cancelled` where they ended differently. */
function statusesOf(experiments: readonly Experiment[]): string {
  return [...new Set(experiments.map(({ status }) => status))].join(", ");
}

async function readProgress(
  { store, client, signal }: HandleContext,
  id: string,
  workflowId: string,
): Promise<ExperimentProgress> {
  const experiment = await requireExperiment(store, id);
  const counts = await store.countRuns(id);
  // Without a worker nobody answers; the counts are known all the same.
  const state = experiment.status === "running" ? await queryProgress({ client, signal }, workflowId) : null;
  return {
    experiment: experiment.name,
    variant: experiment.variant,
    status: experiment.status,
    error: experiment.error,
    counts,
    paused: state?.paused ?? null,
  };
}
