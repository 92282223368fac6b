import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { ItemMean, ScoreStore } from "../../domain/score/score-store.js";
import { checkedItems } from "./checked-items.js";
import { metricKey } from "./metric-key.js";
import { passItems } from "./pass-items.js";
import { scoreFailures } from "./score-failures.js";

/** Whose items, and of which metric. */
export interface ItemsOf {
  readonly experiment: Pick<Experiment, "id" | "name">;
  readonly metric: Pick<MetricSummary, "kind" | "name" | "passes">;
  /** What a failed run counts as; null = nothing, its value is missing. */
  readonly failureValue: number | null;
}

/**
 * An experiment's item means of a metric, in order of item ids.
 *
 * @throws StoredValueInvalidError, ItemOrderInvalidError
 */
export function readItems(
  store: Pick<ScoreStore, "streamItemMeans" | "streamItemFailures" | "streamItemPasses">,
  { experiment, metric, failureValue }: ItemsOf,
): AsyncIterable<ItemMean> {
  const { id, name } = experiment;
  const { passes } = metric;
  const means = (): AsyncIterable<ItemMean> => store.streamItemMeans(metricKey(id, metric));
  const items =
    passes !== undefined
      ? passItems(store, id, { passes, countsFailures: failureValue !== null })
      : failureValue === null
        ? means()
        : scoreFailures(means(), store.streamItemFailures(id), failureValue);
  return checkedItems(items, { experiment: name, metric: metric.name });
}
