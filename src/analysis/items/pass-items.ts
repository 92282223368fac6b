import type { PassOfRepetitions } from "../../domain/experiment/experiment-summary.js";
import type { ItemFailures, ItemMean, ItemPasses, ScoreStore } from "../../domain/score/score-store.js";
import { mergeItems } from "./align-items.js";
import { passOfItem } from "./pass-of-item.js";

/**
 * pass@k or pass^k of each item, over all its k repetitions: 1 or 0, in order of item ids. Where repetitions have no value, an
 * item is still decided when the others decide it; else it has no row.
 *
 * `countsFailures`: a failed run is one that does not pass.
 */
export async function* passItems(
  store: Pick<ScoreStore, "streamItemPasses" | "streamItemFailures">,
  experimentId: string,
  { passes, countsFailures }: { readonly passes: PassOfRepetitions; readonly countsFailures: boolean },
): AsyncGenerator<ItemMean> {
  const { of: score, threshold } = passes;
  const counted = store.streamItemPasses({ experimentId, score, threshold });
  const items = countsFailures ? withFailures(counted, store.streamItemFailures(experimentId)) : counted;
  for await (const { itemId, ...counts } of items) {
    const mean = passOfItem(passes, counts);
    if (mean !== null) yield { itemId, mean, variance: null, values: 1 };
  }
}

async function* withFailures(
  items: AsyncIterable<ItemPasses>,
  failures: AsyncIterable<ItemFailures>,
): AsyncGenerator<ItemPasses> {
  for await (const [itemId, item, failure] of mergeItems(items, failures)) {
    const { values, passed } = item ?? { values: 0, passed: 0 };
    yield { itemId, values: values + (failure?.failed ?? 0), passed };
  }
}
