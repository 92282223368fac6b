import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";

/** What experiments cost together, judges included; null where no cost is known. */
export async function readSpending(
  store: Pick<Store, "getSpending">,
  experiments: readonly Pick<Experiment, "id">[],
): Promise<number | null> {
  let known: number | null = null;
  for (const { id } of experiments) {
    const { calls, unpricedCalls, costUsd } = await store.getSpending(id);
    if (calls > unpricedCalls) known = (known ?? 0) + costUsd;
  }
  return known;
}
