import { type Client, WorkflowFailedError, type WorkflowHandle } from "@temporalio/client";
import type { Comparison } from "./domain/comparison.js";
import type { Experiment } from "./domain/experiment.js";
import type { RunCounts } from "./domain/experiment-summary.js";
import type { Store } from "./domain/store.js";
import { pauseUpdate, progressQuery, resumeUpdate, setConcurrencyUpdate } from "./workflows/contract.js";

/** How far one experiment is. */
export interface ExperimentProgress {
  readonly experiment: string;
  readonly variant: string;
  readonly status: Experiment["status"];
  readonly counts: RunCounts;
  /** Null when no worker answers the query. */
  readonly paused: boolean | null;
}

/** A started experiment, or several with their comparison. */
export interface ExperimentHandle {
  readonly experimentIds: readonly string[];
  readonly comparisonId: string | null;
  readonly workflowId: string;
  /** Exact counts from the store. */
  progress(): Promise<readonly ExperimentProgress[]>;
  /** No new call starts; calls in flight end. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  setConcurrency(concurrency: number): Promise<void>;
  /** Keeps and summarizes what is done. */
  cancel(): Promise<void>;
  /** Waits for the end, whatever it is, and returns what the store then holds. */
  result(): Promise<{ readonly experiments: readonly Experiment[]; readonly comparison: Comparison | null }>;
}

/** Makes the handle of experiments that have been started, now or earlier. */
export function createExperimentHandle(
  { client, store }: { readonly client: Client; readonly store: Store },
  started: { readonly experiments: readonly Experiment[]; readonly comparison: Comparison | null },
): ExperimentHandle {
  const ids = started.experiments.map(({ id }) => id);
  const workflowId = started.comparison?.workflowId ?? (started.experiments[0] as Experiment).workflowId;
  const workflows = (): WorkflowHandle[] =>
    started.experiments.map((experiment) => client.workflow.getHandle(experiment.workflowId));
  const each = async (work: (workflow: WorkflowHandle) => Promise<unknown>): Promise<void> => {
    await Promise.all(workflows().map(work));
  };
  return {
    experimentIds: ids,
    comparisonId: started.comparison?.id ?? null,
    workflowId,
    progress: () =>
      Promise.all(
        started.experiments.map(({ id, workflowId: own }) =>
          readProgress(store, id, client.workflow.getHandle(own)),
        ),
      ),
    pause: () => each((workflow) => workflow.executeUpdate(pauseUpdate)),
    resume: () => each((workflow) => workflow.executeUpdate(resumeUpdate)),
    setConcurrency: (concurrency) =>
      each((workflow) => workflow.executeUpdate(setConcurrencyUpdate, { args: [concurrency] })),
    cancel: async () => {
      await client.workflow.getHandle(workflowId).cancel();
    },
    async result() {
      // How it ended is in the store; only what Temporal itself cannot tell is an error here.
      await client.workflow
        .getHandle(workflowId)
        .result()
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowFailedError)) throw error;
        });
      const experiments = await Promise.all(ids.map((id) => store.getExperiment(id)));
      const comparison =
        started.comparison === null ? null : await store.getComparison(started.comparison.id);
      return { experiments: experiments.filter((experiment) => experiment !== null), comparison };
    },
  };
}

async function readProgress(store: Store, id: string, workflow: WorkflowHandle): Promise<ExperimentProgress> {
  const experiment = (await store.getExperiment(id)) as Experiment;
  const counts = await store.countRuns(id);
  const isLive = experiment.status === "running";
  const state = isLive ? await workflow.query(progressQuery).catch(() => null) : null;
  return {
    experiment: experiment.name,
    variant: experiment.variant,
    status: experiment.status,
    counts,
    paused: state?.paused ?? null,
  };
}
