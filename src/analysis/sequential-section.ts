import type { Experiment } from "../domain/experiment.js";
import type { SequentialResult, SequentialSection } from "../domain/sequential-result.js";
import type { Store } from "../domain/store.js";
import { lookAtPair, type SequenceRequest, sequenceContext } from "./check-sequence.js";

/**
 * What a comparison that may stop early saw, and what stopping saved; null when its policy does not stop early.
 *
 * Method  each candidate against the baseline at alpha divided by the candidates, which is what stops the comparison;
 *         all pairs of variants at alpha divided by the pairs, which is what names a winner.
 */
export async function sequentialSection(
  store: Store,
  request: SequenceRequest,
): Promise<SequentialSection | null> {
  const context = await sequenceContext(store, request);
  if (context === null) return null;
  const { experiments, baselineId, policy } = request;
  const candidates = experiments.filter(({ id }) => id !== baselineId);
  const couples = allPairs(experiments, baselineId);
  const look = (pair: { readonly baseline: Experiment; readonly candidate: Experiment }, tests: number) =>
    lookAtPair(store, context, { ...pair, alpha: policy.alpha / tests });
  const results: SequentialResult[] = [];
  for (const candidate of candidates)
    results.push(await look({ baseline: context.baseline, candidate }, candidates.length));
  const pairs: SequentialResult[] = [];
  for (const pair of couples) pairs.push(await look(pair, couples.length));
  return { results, pairs, savings: await savings(store, experiments) };
}

/** All pairs of experiments; where one is the baseline, it stands second. */
function allPairs(experiments: readonly Experiment[], baselineId: string) {
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
