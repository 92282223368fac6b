import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentStillEndingError } from "../domain/experiment/experiment-errors.js";
import type { Store } from "../domain/store.js";
import type { PlannedStart } from "./plan-start.js";
import { startWorkflow, type WorkflowContext } from "./start-workflow.js";
import { chooseWorker } from "./workers/choose-worker.js";

/** An experiment without a comparison, or a comparison with all its experiments, that has ended. */
export type Ended = Pick<PlannedStart, "experiments" | "comparison">;

/** Changes the rows before the workflow starts again, and undoes the change if it does not start. */
export interface Reopening {
  readonly members: readonly Experiment[];
  readonly open: (member: Experiment) => Promise<unknown>;
  readonly close: (member: Experiment) => Promise<unknown>;
}

type Context = WorkflowContext & { readonly store: Store };

/** The experiments of an ended comparison or experiment, with the one that judged anchors. */
export async function membersOf(
  store: Store,
  { experiments, comparison }: Ended,
): Promise<{ readonly members: readonly Experiment[]; readonly anchors: Experiment | null }> {
  const role = experiments[0]?.role;
  const own = role?.kind === "variant" ? role.anchorsExperimentId : null;
  const id = comparison?.anchorsExperimentId ?? own;
  const anchors = id === null ? null : await store.getExperiment(id);
  return { members: anchors === null ? experiments : [...experiments, anchors], anchors };
}

/** What it is called: the comparison's name, or that of the one experiment. */
export function nameOfEnded({ experiments, comparison }: Ended): string {
  return comparison?.name ?? (experiments[0] as Experiment).name;
}

/**
 * Starts the workflow of what has ended again, under its old id. Runs that have ended are passed over, outputs and
 * evaluations that are stored are found again: nothing that is paid for is paid twice.
 *
 * @throws ExperimentStillEndingError, ExperimentDefinitionNotFoundError, WorkerCodeDiffersError
 */
export async function startAgain(context: Context, ended: Ended, reopening: Reopening): Promise<void> {
  const { store, registry } = context;
  const { members, open, close } = reopening;
  // Under another configuration nothing may change: its worker would lack the code.
  registry.getDefinition((ended.experiments[0] as Experiment).definition);
  const { anchors } = await membersOf(store, ended);
  const { taskQueue } = await chooseWorker(context);
  for (const member of members) await open(member);
  await startWorkflow(context, { ...ended, anchors, taskQueue, again: true }).catch(
    async (error: unknown) => {
      for (const member of members) await close(member);
      if (error instanceof WorkflowExecutionAlreadyStartedError)
        throw new ExperimentStillEndingError(nameOfEnded(ended), nameOfEnded(ended));
      throw error;
    },
  );
  // Only now: while nothing is under way yet, the end that Temporal tells of is the true one.
  const change = { status: "pending", error: null, endedAt: null } as const;
  for (const { id, status, endedAt } of members)
    await store.transitExperiment(id, { from: [status], endedAt, change });
  const { comparison } = ended;
  if (comparison !== null)
    await store.transitComparison(comparison.id, {
      from: [comparison.status],
      endedAt: comparison.endedAt,
      change,
    });
}
