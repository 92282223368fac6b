import { traceId } from "../../src/domain/ids.js";
import type { Store } from "../../src/domain/store.js";
import type { Observation } from "../../src/domain/trace/trace.js";

/** Every observation of an experiment: of its runs, and of the trace in which its judges were prepared. */
export async function listObservations(store: Store, experimentId: string): Promise<readonly Observation[]> {
  const runs = await store.listRuns({ experimentId, fromOrdinal: 0, limit: 10_000 });
  const traces = [traceId({ experimentId, itemId: "", repetition: -1 }), ...runs.map((run) => run.traceId)];
  return (await Promise.all(traces.map((id) => store.listObservations(id)))).flat();
}
