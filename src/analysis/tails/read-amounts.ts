import type { TailMetric } from "../../domain/comparison/tail-difference.js";
import type { ItemFailures, ItemMean } from "../../domain/score/score-store.js";
import type { Store } from "../../domain/store.js";
import type { ComparisonSide } from "../comparison/comparison-side.js";
import { readItems } from "../items/read-items.js";

/** An item's amount, mean over its repetitions: known, or known to be at least so much. */
export interface ItemAmount {
  readonly itemId: string;
  readonly lower: number;
  /** Infinity where runs timed out, failed, or have no value. */
  readonly upper: number;
}

/** The source of an amount. */
export type AmountSide = Pick<ComparisonSide, "experiment" | "itemCount" | "isComplete">;

/**
 * The items' amounts of one side. A run that timed out took at least as long as was waited for; one that failed otherwise, or
 * has no price, at least nothing. Items none of whose runs has ended are left out.
 *
 * @throws StoredValueInvalidError, ItemOrderInvalidError
 */
export async function readAmounts(
  store: Pick<Store, "streamItemMeans" | "streamItemFailures" | "streamItemPasses">,
  { experiment, itemCount, isComplete }: AmountSide,
  metric: TailMetric,
): Promise<readonly ItemAmount[]> {
  const failures = new Map<string, ItemFailures>();
  for await (const item of store.streamItemFailures(experiment.id)) failures.set(item.itemId, item);
  const kind = metric === "latency_ms" ? "latency" : "cost";
  const amounts: ItemAmount[] = [];
  const items = readItems(store, { experiment, metric: { kind, name: metric }, failureValue: null });
  const censor = (itemId: string, known: Pick<ItemMean, "mean" | "values">): void => {
    const failed = failures.get(itemId);
    failures.delete(itemId);
    const waited = metric === "latency_ms" ? (failed?.timedOutMs ?? 0) : 0;
    const ended = isComplete ? experiment.repetitions : known.values + (failed?.failed ?? 0);
    const isKnown = failed === undefined && known.values >= ended;
    const lower = isKnown ? known.mean : (known.mean * known.values + waited) / Math.max(1, ended);
    amounts.push({ itemId, lower, upper: isKnown ? lower : Number.POSITIVE_INFINITY });
  };
  for await (const item of items) censor(item.itemId, item);
  for (const itemId of [...failures.keys()]) censor(itemId, { mean: 0, values: 0 });
  const silent = isComplete ? itemCount - amounts.length : 0;
  for (let index = 0; index < silent; index += 1)
    amounts.push({ itemId: "", lower: 0, upper: Number.POSITIVE_INFINITY });
  return amounts;
}
