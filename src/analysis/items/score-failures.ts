import type { ItemFailures, ItemMean } from "../../domain/score/score-store.js";
import { mergeItems } from "./align-items.js";

/**
 * The item means with each failed run as one more value of its item. An item all of whose runs failed, and so has no mean, has
 * one too.
 *
 * Shapes  both streams in the order of item ids; so is the result.
 */
export async function* scoreFailures(
  items: AsyncIterable<ItemMean>,
  failures: AsyncIterable<ItemFailures>,
  value: number,
): AsyncGenerator<ItemMean> {
  for await (const [, item, failure] of mergeItems(items, failures)) {
    if (failure === null) yield item as ItemMean;
    else yield item === null ? ofFailuresAlone(failure, value) : withFailures(item, failure.failed, value);
  }
}

function ofFailuresAlone({ itemId, failed }: ItemFailures, value: number): ItemMean {
  return { itemId, mean: value, variance: failed < 2 ? null : 0, values: failed };
}

function withFailures({ itemId, mean, variance, values }: ItemMean, failed: number, value: number): ItemMean {
  const all = values + failed;
  const joint = (mean * values + value * failed) / all;
  const squares =
    (variance ?? 0) * (values - 1) + values * (mean - joint) ** 2 + failed * (value - joint) ** 2;
  return { itemId, mean: joint, variance: squares / (all - 1), values: all };
}
