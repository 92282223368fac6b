import type { MeasuredItem, Measurement } from "../../domain/baseline/measurement.js";

/** Both sides of a regression with the items that say the same on both, and how many do not. */
export interface PairedMeasurements {
  readonly baseline: Measurement;
  readonly candidate: Measurement;
  readonly changedContent: number;
  /** Items that the baseline did not have, and that the candidate has no more. */
  readonly added: number;
  readonly removed: number;
}

/**
 * Keeps the items whose content is the same on both sides. A changed item would be compared with its own earlier
 * version, and an item of one side only has no counterpart.
 */
export function pairMeasurements(baseline: Measurement, candidate: Measurement): PairedMeasurements {
  const before = new Map(baseline.items.map((item) => [item.id, item]));
  const after = new Map(candidate.items.map((item) => [item.id, item]));
  const isSame = (item: MeasuredItem, others: ReadonlyMap<string, MeasuredItem>): boolean =>
    others.get(item.id)?.content === item.content;
  const kept = candidate.items.filter((item) => isSame(item, before));
  const shared = candidate.items.filter(({ id }) => before.has(id)).length;
  return {
    baseline: { ...baseline, items: baseline.items.filter((item) => isSame(item, after)) },
    candidate: { ...candidate, items: kept },
    changedContent: shared - kept.length,
    added: candidate.items.length - shared,
    removed: baseline.items.length - shared,
  };
}
