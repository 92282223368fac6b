import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Equivalence, MetricDifference } from "../../domain/comparison/metric-difference.js";
import { holm } from "../../statistics/multiplicity/holm.js";
import { decideVerdict } from "./decide-verdict.js";
import type { DraftDifference } from "./draft-difference.js";

/**
 * Corrects the drafts' p-values within their families and gives each its verdict.
 *
 * Shapes  drafts: of the primary metric all pairs of variants, of the others each candidate against the baseline; result:
 *         the same length and order.
 * Method  Holm over all pairs on the primary metric, so that table and winner cannot disagree, and over candidates × metrics
 *         for all others: the primary metric was named before and does not pay for the guardrails. Equivalence tests
 *         likewise, apart from superiority: where one of the two claims is false, the other may be true.
 * Source  Holm 1979; Berger 1982 for the two tests of one equivalence, which need no correction.
 */
export function correctVerdicts(
  drafts: readonly DraftDifference[],
  policy: ComparisonPolicy,
): MetricDifference[] {
  const corrected = new Map<DraftDifference, MetricDifference>();
  for (const role of ["primary", "secondary"] as const) {
    const family = drafts.filter(({ figures }) => figures.role === role);
    const pValues = family.map(({ figures }) => figures.pValue);
    const size = pValues.filter((pValue) => pValue !== null).length;
    const adjusted = holm(pValues);
    const equivalences = holm(family.map(({ equivalence }) => equivalence?.pValue ?? null));
    for (const [index, draft] of family.entries()) {
      const pValueAdjusted = adjusted[index] ?? null;
      const equivalence = correctEquivalence(draft, equivalences[index] ?? null, policy);
      corrected.set(draft, correct(draft, { equivalence, family: { pValueAdjusted, size }, policy }));
    }
  }
  return drafts.map((draft) => corrected.get(draft) as MetricDifference);
}

function correctEquivalence(
  { equivalence }: DraftDifference,
  pValueAdjusted: number | null,
  { alpha }: ComparisonPolicy,
): Equivalence | null {
  return equivalence === null
    ? null
    : { ...equivalence, pValueAdjusted, isEquivalent: pValueAdjusted !== null && pValueAdjusted < alpha };
}

function correct(
  { figures, evidence }: DraftDifference,
  {
    equivalence,
    family,
    policy,
  }: {
    readonly equivalence: Equivalence | null;
    readonly family: { readonly pValueAdjusted: number | null; readonly size: number };
    readonly policy: ComparisonPolicy;
  },
): MetricDifference {
  return {
    ...figures,
    equivalence,
    pValueAdjusted: family.pValueAdjusted,
    familySize: family.size,
    labelObjection: null,
    ...decideVerdict({ ...evidence, family, equivalence }, policy),
  };
}
