import type { Experiment } from "../domain/experiment/experiment.js";
import {
  ExperimentNotEndedError,
  ExperimentNothingToRetryError,
} from "../domain/experiment/experiment-errors.js";
import { isLive } from "../domain/experiment/is-live.js";
import type { Retryable } from "../domain/retry-store.js";
import type { Store } from "../domain/store.js";
import { findWholeStart } from "./find-reference.js";
import { isResumable } from "./resume-ended.js";
import { type Ended, membersOf, nameOfEnded, startAgain } from "./start-again.js";
import type { WorkflowContext } from "./start-workflow.js";

/** What a retry runs again, over all experiments that are retried. */
export type Retried = Retryable;

/**
 * Counts what of an ended experiment or comparison a retry would run again.
 *
 * @throws ExperimentNotEndedError, ExperimentNothingToRetryError
 */
export async function planRetry(
  store: Store,
  ended: Ended,
): Promise<{ readonly members: readonly Experiment[]; readonly retried: Retried }> {
  const { members } = await membersOf(store, ended);
  const state = ended.comparison ?? (ended.experiments[0] as Experiment);
  const live = [state, ...members].find(isLive);
  if (live !== undefined) throw new ExperimentNotEndedError(live.name, live.status);
  const counted = await Promise.all(
    members.map(async (member) => ({ member, retryable: await countOf(store, member) })),
  );
  const chosen = counted.filter(
    ({ member, retryable: { failed, leftOver, unjudged } }) =>
      isResumable(member) || failed + leftOver + unjudged > 0,
  );
  if (chosen.length === 0 && !isResumable(state))
    throw new ExperimentNothingToRetryError(nameOfEnded(ended), state.status);
  const sum = (of: (retryable: Retryable) => number): number =>
    chosen.reduce((total, { retryable }) => total + of(retryable), 0);
  return {
    members: chosen.map(({ member }) => member),
    retried: {
      failed: sum(({ failed }) => failed),
      leftOver: sum(({ leftOver }) => leftOver),
      unjudged: sum(({ unjudged }) => unjudged),
    },
  };
}

/**
 * Refuses a retry of what the store alone can tell to be impossible. What it has as under way may have been ended in
 * Temporal, which is found out once that is reached.
 *
 * @throws ExperimentNotFoundError, ExperimentNothingToRetryError
 */
export async function checkRetry(store: Store, reference: string): Promise<void> {
  const started = await findWholeStart(store, reference);
  const isUnderWay = [started.comparison, ...started.experiments].some((one) => one !== null && isLive(one));
  if (!isUnderWay) await planRetry(store, started);
}

/**
 * Runs again what failed or was left over, under the same experiment: what is done is kept, steps have all their tries
 * again, and a comparison is made again at the end. The rows are reopened by the workflow's first step, so that nothing
 * changes when it does not start.
 *
 * @throws ExperimentNotEndedError, ExperimentNothingToRetryError, ExperimentStillEndingError,
 *         ExperimentDefinitionNotFoundError, WorkerCodeDiffersError
 */
export async function retryEnded(
  context: WorkflowContext & { readonly store: Store },
  ended: Ended,
): Promise<Retried> {
  const { store } = context;
  const { members, retried } = await planRetry(store, ended);
  await startAgain(context, ended, {
    members,
    open: (member) => store.updateExperiment(member.id, { retry: { leftOver: takesLeftOver(member) } }),
    close: ({ id }) => store.updateExperiment(id, { retry: null }),
  });
  return retried;
}

async function countOf(store: Store, member: Experiment): Promise<Retryable> {
  const retryable = await store.countRetryable(member.id);
  return takesLeftOver(member) ? retryable : { ...retryable, leftOver: 0 };
}

/** What an early stop left over was not needed. */
function takesLeftOver({ status }: Experiment): boolean {
  return status !== "stopped_early";
}
