import type { PlannedRun } from "../../src/domain/experiment/run.js";
import type { Trace } from "../../src/domain/trace/trace.js";

/** The trace that a run opens, with nothing in it yet. */
export function emptyTrace(
  run: Pick<PlannedRun, "id" | "traceId" | "experimentId">,
  { name = "t", at }: { readonly name?: string; readonly at: string },
): Trace {
  return {
    id: run.traceId,
    name,
    runId: run.id,
    experimentId: run.experimentId,
    timestamp: at,
    input: null,
    output: null,
    metadata: {},
  };
}
