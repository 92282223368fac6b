import { Context } from "@temporalio/activity";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { PlannedRun } from "../domain/experiment/run.js";
import { runId, traceId } from "../domain/ids.js";
import { createRandom } from "../statistics/seeded-random.js";
import type { ActivityPorts } from "./ports.js";

const PLANNED_ITEMS_PER_PAGE = 1_000;

/** Plans a run per item and repetition, page by page; returns how many. Repeating it changes nothing. */
export async function planRuns({ store }: ActivityPorts, experiment: Experiment): Promise<number> {
  let planned = 0;
  const plan = async (itemIds: readonly string[]): Promise<void> => {
    const runs: PlannedRun[] = itemIds.flatMap((itemId) =>
      Array.from({ length: experiment.repetitions }, (_, repetition) => {
        const place = { experimentId: experiment.id, itemId, repetition };
        return { ...place, id: runId(place), traceId: traceId(place), ordinal: planned++ };
      }),
    );
    await store.planRuns(runs);
    Context.current().heartbeat();
  };
  if (experiment.orderSeed === null) {
    for await (const page of itemPages(store, experiment)) await plan(page);
    return planned;
  }
  // The ids of all items are in memory here: an order at random has to know them all.
  const all: string[] = [];
  for await (const page of itemPages(store, experiment)) all.push(...page);
  shuffle(all, createRandom(experiment.orderSeed));
  for (let from = 0; from < all.length; from += PLANNED_ITEMS_PER_PAGE)
    await plan(all.slice(from, from + PLANNED_ITEMS_PER_PAGE));
  return planned;
}

async function* itemPages(
  store: ActivityPorts["store"],
  { datasetId, datasetVersion: version, itemLimit }: Experiment,
): AsyncGenerator<string[]> {
  let afterPosition = -1;
  let items = 0;
  for (;;) {
    const left =
      itemLimit === null ? PLANNED_ITEMS_PER_PAGE : Math.min(PLANNED_ITEMS_PER_PAGE, itemLimit - items);
    if (left <= 0) return;
    const page = await store.listItems({ datasetId, version, afterPosition, limit: left });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map(({ id }) => id);
    items += page.length;
    afterPosition = last.position;
  }
}

/** Fisher–Yates: each order is as likely as any other. */
function shuffle(values: string[], random: () => number): void {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const held = values[index] as string;
    values[index] = values[other] as string;
    values[other] = held;
  }
}
