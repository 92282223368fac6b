import { tuneRho } from "../../statistics/sequential/asymptotic-confidence-sequence.js";

/** The tuning of a sequence over so many planned items: tightest at half of them, so that both a large difference early and a small one late can be seen. */
export function sequenceRho({
  alpha,
  itemsPlanned,
  minimumItems,
}: {
  readonly alpha: number;
  readonly itemsPlanned: number;
  readonly minimumItems: number;
}): number {
  return tuneRho({ items: Math.max(minimumItems, itemsPlanned / 2), alpha });
}
