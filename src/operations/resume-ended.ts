import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentStillEndingError } from "../domain/experiment/experiment-errors.js";
import { isLive } from "../domain/experiment/is-live.js";
import type { Store } from "../domain/store.js";
import { startWorkflow, type WorkflowContext } from "./start-workflow.js";
import { chooseWorker } from "./workers/choose-worker.js";

/** Ends after which something is left to do and nothing forbids to do it. */
const RESUMABLE = ["terminated", "cancelled", "failed"] as const;

/** True when it has ended before its time, so that resuming starts its workflow again. */
export function isResumable({ status }: Pick<Experiment | Comparison, "status">): boolean {
  return RESUMABLE.some((end) => end === status);
}

/**
 * Starts the workflow of an experiment or comparison again. Runs that have ended are passed over, outputs and
 * evaluations that are stored are found again: nothing that is paid for is paid twice.
 *
 * @throws ExperimentStillEndingError, ExperimentDefinitionNotFoundError, WorkerCodeDiffersError
 */
export async function resumeEnded(
  context: WorkflowContext & { readonly store: Store },
  ended: { readonly experiments: readonly Experiment[]; readonly comparison: Comparison | null },
): Promise<void> {
  const { store, registry } = context;
  const { experiments, comparison } = ended;
  const name = comparison?.name ?? (experiments[0] as Experiment).name;
  // Under another configuration nothing may change: its worker would lack the code.
  registry.getDefinition((experiments[0] as Experiment).definition);
  const anchors = await readAnchors(store, ended);
  const all = [...experiments, ...(anchors === null ? [] : [anchors])];
  const live = all.find(isLive);
  if (live !== undefined) throw new ExperimentStillEndingError(name, live.name);
  const { taskQueue } = await chooseWorker(context);
  const resumed = all.filter(isResumable);
  for (const { id } of resumed) await store.reopenCancelledRuns(id);
  await startWorkflow(context, { ...ended, anchors, taskQueue, again: true }).catch(
    async (error: unknown) => {
      for (const { id, endedAt } of resumed)
        await store.cancelUnfinishedRuns(id, endedAt ?? new Date().toISOString());
      if (error instanceof WorkflowExecutionAlreadyStartedError)
        throw new ExperimentStillEndingError(name, name);
      throw error;
    },
  );
  // Only now: while nothing is under way yet, the end that Temporal tells of is the true one.
  const change = { status: "pending", error: null, endedAt: null } as const;
  for (const { id } of resumed) await store.transitExperiment(id, { from: RESUMABLE, change });
  if (comparison !== null) await store.transitComparison(comparison.id, { from: RESUMABLE, change });
}

async function readAnchors(
  store: Store,
  {
    experiments,
    comparison,
  }: { readonly experiments: readonly Experiment[]; readonly comparison: Comparison | null },
): Promise<Experiment | null> {
  const role = experiments[0]?.role;
  const own = role?.kind === "variant" ? role.anchorsExperimentId : null;
  const id = comparison?.anchorsExperimentId ?? own;
  return id === null ? null : await store.getExperiment(id);
}
