import type { ItemMean } from "../../domain/score/score-store.js";

/** Whether an item's value is a plain yes or no: 0 or 1, from one repetition. */
export function isYesOrNo({ mean, values }: Pick<ItemMean, "mean" | "values">): boolean {
  return values === 1 && (mean === 0 || mean === 1);
}
