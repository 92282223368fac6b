import {
  type Client,
  isGrpcDeadlineError,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import {
  ExperimentEndedError,
  ExperimentWorkflowMissingError,
  WorkerSilentError,
} from "../domain/experiment/experiment-errors.js";
import { isLive } from "../domain/experiment/is-live.js";

/** A worker at work answers in milliseconds; one that replays a long history takes seconds. */
const ANSWER_SECONDS = 15;

/**
 * Asks the workflow of an experiment or comparison for something, and says in words of ours why it cannot be had.
 *
 * @throws ExperimentEndedError, ExperimentWorkflowMissingError, WorkerSilentError
 */
export async function steerWorkflow(
  client: Client,
  target: {
    readonly verb: string;
    readonly name: string;
    readonly workflowId: string;
    readonly readStatus: () => Promise<Experiment["status"] | Comparison["status"]>;
  },
  ask: (workflow: WorkflowHandle) => Promise<unknown>,
): Promise<void> {
  const { verb, name } = target;
  const before = await target.readStatus();
  if (!isLive({ status: before })) throw new ExperimentEndedError(name, { status: before, verb });
  try {
    await client.withDeadline(Date.now() + ANSWER_SECONDS * 1_000, () =>
      ask(client.workflow.getHandle(target.workflowId)),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error))
      throw new WorkerSilentError(name, { verb, seconds: ANSWER_SECONDS });
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const status = await target.readStatus();
    if (isLive({ status })) throw new ExperimentWorkflowMissingError(name, { status, verb });
    throw new ExperimentEndedError(name, { status, verb });
  }
}
