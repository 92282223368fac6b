import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { Store } from "../../domain/store.js";
import type { DraftDifference } from "../comparison/compare-metric.js";
import { sharesOrder } from "../comparison/shares-order.js";
import { lookAtPair, type SequenceRequest, sequenceContext } from "./check-sequence.js";

/**
 * The anytime-valid intervals of the metrics that did not stop the comparison. When it ended depends on the primary
 * metric, and the others mostly go along with that one: intervals of a fixed number of items would claim too much.
 *
 * Method  each at alpha divided by their number, candidates x metrics (Bonferroni), in the place of Holm.
 */
export async function secondarySequences(
  store: Store,
  request: SequenceRequest & { readonly drafts: readonly DraftDifference[] },
): Promise<readonly SequentialResult[]> {
  const context = await sequenceContext(store, request);
  if (context === null) return [];
  const { baseline } = context;
  const family = request.drafts.flatMap(({ figures, evidence }) => {
    const candidate = request.experiments.find(({ id }) => id === figures.candidateId);
    const isLookedAt =
      figures.role === "secondary" && candidate !== undefined && sharesOrder(baseline, candidate);
    return isLookedAt && evidence.obstacle === null ? [{ figures, candidate }] : [];
  });
  const alpha = request.policy.alpha / Math.max(1, family.length);
  const results: SequentialResult[] = [];
  for (const { figures, candidate } of family) {
    const { metric, higherIsBetter } = figures;
    results.push(
      await lookAtPair(store, { ...context, metric, higherIsBetter }, { baseline, candidate, alpha }),
    );
  }
  return results;
}
