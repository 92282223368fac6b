import type { Experiment } from "../domain/experiment/experiment.js";
import type { Run } from "../domain/experiment/run.js";
import type { Trace } from "../domain/trace/trace.js";
import type { ActivityPorts } from "./ports.js";

/** Opens the run's trace; a repetition overwrites it with the same. */
export async function createTrace(
  { store, now }: Pick<ActivityPorts, "store" | "now">,
  { id, name, variant }: Experiment,
  run: Run,
): Promise<void> {
  const trace: Trace = {
    id: run.traceId,
    name,
    runId: run.id,
    experimentId: id,
    timestamp: run.startedAt ?? now().toISOString(),
    input: null,
    output: null,
    metadata: { variant, itemId: run.itemId, repetition: run.repetition },
  };
  await store.startRun(run.id, trace);
}
