import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { PairedSample } from "./paired-sample.js";

/** Items of the dataset that formed no pair, by reason. */
export function droppedPairs(
  sample: Pick<PairedSample, "differences" | "baselineOnly" | "candidateOnly">,
  { items, obstacle }: { readonly items: number; readonly obstacle: string | null },
): MetricDifference["dropped"] {
  if (obstacle !== null) return { total: items, reasons: items === 0 ? {} : { incomparable: items } };
  const missingInBaseline = sample.candidateOnly.length;
  const missingInCandidate = sample.baselineOnly.length;
  const missingInBoth = Math.max(
    0,
    items - sample.differences.length - missingInBaseline - missingInCandidate,
  );
  const reasons = {
    missing_in_baseline: missingInBaseline,
    missing_in_candidate: missingInCandidate,
    missing_in_both: missingInBoth,
  };
  return {
    total: missingInBaseline + missingInCandidate + missingInBoth,
    reasons: Object.fromEntries(Object.entries(reasons).filter(([, count]) => count > 0)),
  };
}
