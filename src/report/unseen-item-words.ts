import type { MetricDifference } from "../domain/comparison/metric-difference.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";

/** What a verdict rests on beside its pairs, where rare items that none of them shows could undo it; else nothing. */
export function unseenItemWords({ verdict, n, reliability: { unseenItems } }: MetricDifference): string {
  if ((verdict !== "better" && verdict !== "worse") || unseenItems?.isPossible !== true) return "";
  return `; this holds as far as other items are like these: ${n} pairs can show none of ${percent(unseenItems.share, 1)} of all items, and a jump of those the other way by ${formatNumber(unseenItems.jump, 2)} would undo the difference`;
}
