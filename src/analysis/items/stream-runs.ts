import type { Run } from "../../domain/experiment/run.js";
import type { Store } from "../../domain/store.js";
import { streamPages } from "../../domain/stream-pages.js";

const RUNS_PER_PAGE = 2_000;

/** All runs of an experiment, in their order. */
export async function* streamRuns(store: Pick<Store, "listRuns">, experimentId: string): AsyncGenerator<Run> {
  const pages = streamPages(RUNS_PER_PAGE, (last: Run | null) =>
    store.listRuns({
      experimentId,
      fromOrdinal: last === null ? 0 : last.ordinal + 1,
      limit: RUNS_PER_PAGE,
    }),
  );
  for await (const page of pages) yield* page;
}
