import type { BySide } from "../../domain/comparison/by-side.js";
import type { SequentialResult, SequentialSection } from "../../domain/comparison/sequential-result.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { type ComparisonSide, findMetric } from "../comparison/comparison-side.js";
import { incomparability } from "../comparison/incomparability.js";
import { pairsOf } from "../comparison/pair-sides.js";
import { sharesOrder } from "../comparison/shares-order.js";
import { lookAtPair, type SequenceContext, type SequenceRequest, sequenceContext } from "./check-sequence.js";

/** What the sequences of a comparison say; nothing where it was not looked at while it ran. */
export interface Looks {
  readonly section: SequentialSection | null;
  /** The sequence of two experiments on a metric, whichever is the baseline of the pair; null without one. */
  readonly find: (place: {
    readonly metric: string;
    readonly ids: readonly [string, string];
  }) => SequentialResult | null;
}

/**
 * Decides first how to read a comparison: by a fixed number of items, or by what was seen while it ran.
 *
 * Method  on the primary metric all pairs of variants, each at alpha divided by their number, which is what stops the
 *         comparison and names a winner. The other metrics go along with the primary one, and so with the moment it ended:
 *         each candidate against the baseline, at alpha divided by candidates × metrics (Bonferroni).
 */
export async function readSequences(
  store: Store,
  request: SequenceRequest & { readonly sides: readonly ComparisonSide[] },
): Promise<Looks> {
  const context = await sequenceContext(store, request);
  if (context === null) return { section: null, find: () => null };
  const { sides } = request;
  const pairs: SequentialResult[] = [];
  for (const { baseline, candidate } of pairsOf(sides)) {
    if (!mayLook({ baseline, candidate }, context.metric)) continue;
    const pair = { baseline: baseline.experiment, candidate: candidate.experiment };
    pairs.push(await lookAtPair(store, context, pair));
  }
  const others = await secondarySequences(store, context, sides);
  const isOfBaseline = ({ baselineId }: SequentialResult): boolean => baselineId === request.baselineId;
  const results = [...pairs, ...others];
  return {
    section: {
      results: pairs.filter(isOfBaseline),
      pairs,
      savings: await readSavings(store, request.experiments),
    },
    find: ({ metric, ids: [baselineId, candidateId] }) =>
      results.find(
        (result) =>
          result.metric === metric && result.baselineId === baselineId && result.candidateId === candidateId,
      ) ?? null,
  };
}

async function secondarySequences(
  store: Store,
  context: SequenceContext,
  sides: readonly ComparisonSide[],
): Promise<readonly SequentialResult[]> {
  const baseline = sides.find(({ compared }) => compared.isBaseline);
  if (baseline === undefined) return [];
  const family = sides
    .filter((side) => side !== baseline)
    .flatMap((candidate) =>
      baseline.compared.metrics
        .filter(({ name }) => name !== context.metric && mayLook({ baseline, candidate }, name))
        .map(({ name }) => ({ metric: name, candidate: candidate.experiment })),
    );
  const alpha = context.policy.alpha / Math.max(1, family.length);
  const results: SequentialResult[] = [];
  for (const { metric, candidate } of family) {
    const sides = { baseline: baseline.experiment, candidate };
    results.push(await lookAtPair(store, { ...context, metric, alpha }, sides));
  }
  return results;
}

/** Whether two sides took the same items in the same order and may be compared on a metric at all. */
function mayLook({ baseline, candidate }: BySide<ComparisonSide>, name: string): boolean {
  const [before, after] = [findMetric(baseline, name), findMetric(candidate, name)];
  if (before === undefined || after === undefined) return false;
  if (!sharesOrder(baseline.experiment, candidate.experiment)) return false;
  const one = { experiment: baseline.experiment, metric: before };
  return incomparability(one, { experiment: candidate.experiment, metric: after }) === null;
}

async function readSavings(
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
