import type { Experiment } from "../domain/experiment/experiment.js";
import type { FailureOverview, ScoreNote } from "../domain/experiment/run-store.js";
import type { Store } from "../domain/store.js";
import { startOfInput } from "../formatting/start-of-input.js";

/** An overview with what its example's item is called before people; null = the item is gone. */
export type WithItem<Overview> = Overview & { readonly itemStart: string | null };

/** What failed in an experiment, and what evaluators noted, each kind with an example. */
export interface Findings {
  readonly failures: readonly WithItem<FailureOverview>[];
  readonly notes: readonly WithItem<ScoreNote>[];
}

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
