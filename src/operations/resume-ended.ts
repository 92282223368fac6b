import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentStillEndingError } from "../domain/experiment/experiment-errors.js";
import { isLive } from "../domain/experiment/is-live.js";
import type { Store } from "../domain/store.js";
import { type Ended, membersOf, nameOfEnded, startAgain } from "./start-again.js";
import type { WorkflowContext } from "./start-workflow.js";

/** Ends after which something is left to do and nothing forbids to do it. */
const RESUMABLE = ["terminated", "cancelled", "failed"] as const;

/** True when it has ended before its time, so that resuming starts its workflow again. */
export function isResumable({ status }: Pick<Experiment | Comparison, "status">): boolean {
  return RESUMABLE.some((end) => end === status);
}

/**
 * Goes on with an experiment or comparison that ended before its time.
 *
 * @throws ExperimentStillEndingError, ExperimentDefinitionNotFoundError, WorkerCodeDiffersError
 */
export async function resumeEnded(
  context: WorkflowContext & { readonly store: Store },
  ended: Ended,
): Promise<void> {
  const { store } = context;
  const { members } = await membersOf(store, ended);
  const live = members.find(isLive);
  if (live !== undefined) throw new ExperimentStillEndingError(nameOfEnded(ended), live.name);
  await startAgain(context, ended, {
    members: members.filter(isResumable),
    open: ({ id }) => store.reopenCancelledRuns(id),
    close: ({ id, endedAt }) => store.cancelUnfinishedRuns(id, endedAt ?? new Date().toISOString()),
  });
}
