import type { Equivalence } from "../../domain/comparison/metric-difference.js";
import { holm } from "../../statistics/multiplicity/holm.js";
import type { DraftDifference } from "./compare-metric.js";

/**
 * Corrects the equivalence tests of a family for their number, so that one false "equivalent" among all has the
 * chance alpha. Superiority is corrected apart: where one of the two claims is false, the other may be true.
 *
 * Shapes  drafts: one entry per difference, null where there is none; result: the same length and order.
 * Method  Holm; at zero variance without a p-value the mean itself decides.
 * Source  Holm 1979; Berger 1982 for the two tests of one difference, which need no correction.
 */
export function settleEquivalence(
  drafts: readonly Pick<DraftDifference, "equivalence" | "figures">[],
  alpha: number,
): (Equivalence | null)[] {
  const adjusted = holm(drafts.map(({ equivalence }) => equivalence?.pValue ?? null));
  return drafts.map(({ equivalence, figures: { meanDifference } }, index) => {
    if (equivalence === null) return null;
    const pValueAdjusted = adjusted[index] ?? null;
    const isEquivalent =
      pValueAdjusted === null
        ? meanDifference !== null && Math.abs(meanDifference) < equivalence.margin
        : pValueAdjusted < alpha;
    return { ...equivalence, pValueAdjusted, isEquivalent };
  });
}
