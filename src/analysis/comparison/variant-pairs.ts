import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { VariantPair } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { bonferroniLevel } from "../../statistics/multiplicity/bonferroni-level.js";
import type { DraftDifference } from "./draft-difference.js";

/**
 * All pairs of variants on the primary metric, as their differences settled them.
 *
 * Method  the verdicts are those of Holm's stepwise correction; the intervals hold together (Bonferroni), and so can hold
 *         zero where a verdict stands.
 */
export function variantPairs(
  drafts: readonly DraftDifference[],
  { settled, policy }: { readonly settled: readonly MetricDifference[]; readonly policy: ComparisonPolicy },
): VariantPair[] {
  const size = settled.filter(({ pValue }) => pValue !== null).length;
  const level = bonferroniLevel(1 - policy.alpha, Math.max(1, size));
  return drafts.map(({ intervalAt }, index) => {
    const { candidateId, baselineId, n, meanDifference, pValueAdjusted, verdict, reason } = settled[
      index
    ] as MetricDifference;
    return {
      firstId: candidateId,
      secondId: baselineId,
      n,
      meanDifference,
      interval: intervalAt(level),
      pValueAdjusted,
      verdict,
      reason,
    };
  });
}
