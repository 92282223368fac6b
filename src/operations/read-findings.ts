import type { Experiment } from "../domain/experiment/experiment.js";
import type { Findings, WithItem } from "../domain/experiment/findings.js";
import type { Store } from "../domain/store.js";
import { startOfInput } from "../formatting/start-of-input.js";

/** Reads what went otherwise than hoped in an experiment; a few queries, whatever its size. */
export async function readFindings(
  store: Pick<Store, "listFailures" | "listScoreNotes" | "getItem">,
  { id, datasetId, datasetVersion }: Experiment,
): Promise<Findings> {
  const nameItem = async <Overview extends { readonly itemId: string }>(
    overview: Overview,
  ): Promise<WithItem<Overview>> => {
    const item = await store.getItem({ datasetId, version: datasetVersion, itemId: overview.itemId });
    return { ...overview, itemStart: item === null ? null : startOfInput(item.input) };
  };
  return {
    failures: await Promise.all((await store.listFailures(id)).map(nameItem)),
    notes: await Promise.all((await store.listScoreNotes(id)).map(nameItem)),
  };
}
