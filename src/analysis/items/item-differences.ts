import type { ItemDifferences } from "../../domain/comparison/metric-difference.js";
import type { PairedSample } from "./paired-sample.js";

const POINTS = 100;

/** The differences as a curve of at most 100 points in increasing order, and the items at its ends. */
export function itemDifferences({
  differences,
  extremes,
}: Pick<PairedSample, "differences" | "extremes">): ItemDifferences {
  const sorted = Float64Array.from(differences).sort();
  const isComplete = sorted.length <= POINTS;
  const points = isComplete
    ? [...sorted]
    : Array.from(
        { length: POINTS },
        (_, point) => sorted[Math.round((point * (sorted.length - 1)) / (POINTS - 1))] as number,
      );
  return { sorted: points, isComplete, highest: [...extremes.highest], lowest: [...extremes.lowest] };
}
