import { ActivityFailure, ChildWorkflowFailure, TerminatedFailure } from "@temporalio/workflow";

/** The innermost message with content. It is all that Temporal knows about a workflow that was ended from outside. */
export function explainFailure(error: unknown): string {
  let cause: unknown = error;
  while (
    cause instanceof Error &&
    cause.cause instanceof Error &&
    !(cause instanceof ActivityFailure && cause.cause === undefined)
  ) {
    const { cause: inner } = cause;
    if (cause instanceof ChildWorkflowFailure && inner instanceof TerminatedFailure)
      return `its workflow ${cause.execution.workflowId} was terminated in Temporal. Results so far are kept; continue with: assay resume`;
    cause = inner;
  }
  return cause instanceof Error ? cause.message : String(cause);
}
