import type { MetricDifference } from "../domain/comparison/metric-difference.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";

/** What a verdict rests on beside its pairs, where rare items that none of them shows could undo it; else nothing. */
export function unseenItemWords({
  verdict,
  n,
  clusters,
  reliability: { unseenItems },
}: MetricDifference): string {
  if ((verdict !== "better" && verdict !== "worse") || unseenItems?.isPossible !== true) return "";
  const { unit, share } = unseenItems;
  const shown = unit === "items" ? `${n} pairs` : `${clusters} clusters`;
  return `; this holds as far as other ${unit} are like these: ${shown} can show none of ${percent(share, 1)} of all ${unit}, and a jump of those the other way by ${formatNumber(unseenItems.jump, 2)} would undo the difference`;
}
