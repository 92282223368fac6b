import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Equivalence, MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import { holm } from "../../statistics/multiplicity/holm.js";
import { sequenceOf } from "../sequence/apply-sequence.js";
import type { DraftDifference } from "./compare-metric.js";
import { decideVerdict } from "./decide-verdict.js";
import { settleEquivalence } from "./settle-equivalence.js";

/**
 * Corrects the drafts' p-values within their families and gives each its verdict.
 *
 * Method  Holm over the candidates for the primary metric, and over candidates × metrics for all others: the
 *         primary metric was declared beforehand and does not pay for the guardrails. Equivalence tests likewise.
 * Source  Holm 1979.
 */
export function settleVerdicts(
  drafts: readonly DraftDifference[],
  {
    policy,
    sequences,
  }: { readonly policy: ComparisonPolicy; readonly sequences: readonly SequentialResult[] },
): MetricDifference[] {
  const adjusted = new Map<DraftDifference, { pValueAdjusted: number | null; size: number }>();
  const equivalences = new Map<DraftDifference, Equivalence | null>();
  for (const role of ["primary", "secondary"] as const) {
    const family = drafts.filter(({ figures }) => figures.role === role);
    const pValues = family.map(({ figures }) => figures.pValue);
    const size = pValues.filter((pValue) => pValue !== null).length;
    const corrected = holm(pValues);
    const settled = settleEquivalence(family, policy.alpha);
    for (const [index, draft] of family.entries()) {
      adjusted.set(draft, { pValueAdjusted: corrected[index] ?? null, size });
      equivalences.set(draft, settled[index] ?? null);
    }
  }
  return drafts.map((draft) => {
    const family = adjusted.get(draft) ?? { pValueAdjusted: null, size: 0 };
    const equivalence = equivalences.get(draft) ?? null;
    const { undefinedReasons, ...figures } = draft.figures;
    return {
      ...figures,
      equivalence,
      pValueAdjusted: family.pValueAdjusted,
      familySize: family.size,
      undefinedReasons:
        family.pValueAdjusted === null
          ? { ...undefinedReasons, pValueAdjusted: undefinedReasons.pValue ?? "undefined" }
          : undefinedReasons,
      ...decideVerdict(
        { ...draft.evidence, family, equivalence, sequence: sequenceOf(draft.figures, sequences) },
        policy,
      ),
    };
  });
}
