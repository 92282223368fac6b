import type { SequentialResult, SequentialSection } from "../../domain/comparison/sequential-result.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { sharesOrder } from "../comparison/shares-order.js";
import { lookAtPair, type SequenceRequest, sequenceContext } from "./check-sequence.js";

/** What a sequential section is made of. */
export interface SectionRequest extends SequenceRequest {
  /** Whether two experiments may be compared on the primary metric; a sequence of others would mean nothing. */
  readonly mayCompare: (pair: ArmPair) => boolean;
}

/** Two experiments. */
export interface ArmPair {
  readonly baseline: Experiment;
  readonly candidate: Experiment;
}

/**
 * What a comparison that may stop early saw, and what stopping saved; null when it was not looked at while it ran.
 *
 * Method  each candidate against the baseline at alpha divided by the candidates, which is what stops the comparison;
 *         all pairs of variants at alpha divided by the pairs, which is what names a winner.
 */
export async function sequentialSection(
  store: Store,
  request: SectionRequest,
): Promise<SequentialSection | null> {
  const context = await sequenceContext(store, request);
  if (context === null) return null;
  const { experiments, baselineId, policy, mayCompare } = request;
  const candidates = experiments.filter(({ id }) => id !== baselineId);
  const couples = allPairs(experiments, baselineId);
  const look = async (pairs: readonly ArmPair[]): Promise<SequentialResult[]> => {
    const results: SequentialResult[] = [];
    for (const pair of pairs) {
      if (!mayCompare(pair) || !sharesOrder(pair.baseline, pair.candidate)) continue;
      results.push(await lookAtPair(store, context, { ...pair, alpha: policy.alpha / pairs.length }));
    }
    return results;
  };
  const results = await look(candidates.map((candidate) => ({ baseline: context.baseline, candidate })));
  return { results, pairs: await look(couples), savings: await savings(store, experiments) };
}

/** All pairs of experiments; where one is the baseline, it stands second. */
function allPairs(experiments: readonly Experiment[], baselineId: string): ArmPair[] {
  return experiments.flatMap((first, index) =>
    experiments.slice(index + 1).map((second) =>
      second.id === baselineId
        ? { candidate: first, baseline: second }
        : {
            candidate: first.id === baselineId ? second : first,
            baseline: first.id === baselineId ? first : second,
          },
    ),
  );
}

async function savings(
  store: Store,
  experiments: readonly Experiment[],
): Promise<SequentialSection["savings"]> {
  let runsPlanned = 0;
  let runsMade = 0;
  let spentUsd: number | null = 0;
  for (const { id, runCount } of experiments) {
    const { completed, failed } = await store.countRuns(id);
    const { calls, unpricedCalls, costUsd } = await store.getSpending(id);
    runsPlanned += runCount ?? 0;
    runsMade += completed + failed;
    spentUsd = spentUsd === null || calls === 0 || unpricedCalls > 0 ? null : spentUsd + costUsd;
  }
  const runsSaved = runsPlanned - runsMade;
  const costSavedUsd = spentUsd === null || runsMade === 0 ? null : (spentUsd / runsMade) * runsSaved;
  return { runsPlanned, runsMade, runsSaved, costSavedUsd };
}
