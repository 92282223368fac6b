import type { ItemPair } from "../../domain/comparison/metric-difference.js";

const KEPT_EXTREMES = 5;

/** The items on which the sides differ most. */
export interface ExtremeItems {
  /** Above zero, largest first. */
  readonly highest: readonly ItemPair[];
  /** Below zero, lowest first. */
  readonly lowest: readonly ItemPair[];
}

/** Keeps the five largest gains and losses of any number of items; of equal ones those that came first. */
export function keepExtremes(): { add(item: ItemPair): void; result(): ExtremeItems } {
  const highest: ItemPair[] = [];
  const lowest: ItemPair[] = [];
  return {
    add(item) {
      if (item.difference > 0) insert(highest, item, (left, right) => left.difference >= right.difference);
      if (item.difference < 0) insert(lowest, item, (left, right) => left.difference <= right.difference);
    },
    result: () => ({ highest: [...highest], lowest: [...lowest] }),
  };
}

function insert(
  kept: ItemPair[],
  item: ItemPair,
  isBefore: (left: ItemPair, right: ItemPair) => boolean,
): void {
  let place = kept.length;
  while (place > 0 && !isBefore(kept[place - 1] as ItemPair, item)) place -= 1;
  if (place >= KEPT_EXTREMES) return;
  kept.splice(place, 0, item);
  kept.length = Math.min(kept.length, KEPT_EXTREMES);
}
