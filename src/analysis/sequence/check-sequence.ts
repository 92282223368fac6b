import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { type SequentialResult, StopEarly } from "../../domain/comparison/sequential-result.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricKey, Store } from "../../domain/store.js";
import { readCompletedPrefix } from "../items/read-completed-prefix.js";
import { decideSequentially } from "./sequential-comparison.js";

/** Which experiments are looked at, and by which rules. */
export interface SequenceRequest {
  readonly experiments: readonly Experiment[];
  readonly baselineId: string;
  readonly policy: ComparisonPolicy;
}

/** What all looks of one comparison share. */
export interface SequenceContext {
  readonly baseline: Experiment;
  readonly metric: string;
  readonly plan: StopEarly;
  readonly orderSeed: number;
  readonly higherIsBetter: boolean;
  readonly itemsPlanned: number;
}

const RUN_METRICS = ["latency_ms", "cost_usd", "total_tokens"] as const;

/** Looks at each candidate's completed prefix against the baseline; empty when nothing is looked at before the end. */
export async function checkSequence(
  store: Store,
  request: SequenceRequest,
): Promise<readonly SequentialResult[]> {
  const context = await sequenceContext(store, request);
  if (context === null) return [];
  const { baseline } = context;
  const candidates = request.experiments.filter(({ id }) => id !== baseline.id);
  // Bonferroni: each sequence may err at any time, so all of them together keep the policy's alpha.
  const alpha = request.policy.alpha / candidates.length;
  const results: SequentialResult[] = [];
  for (const candidate of candidates)
    results.push(await lookAtPair(store, context, { baseline, candidate, alpha }));
  return results;
}

/**
 * The shared part; null when the baseline was not looked at while it ran, or there is no metric to look at yet. That it
 * was looked at is a fact about its rows, whatever the policy of a later comparison says.
 */
export async function sequenceContext(
  store: Store,
  { experiments, baselineId, policy }: SequenceRequest,
): Promise<SequenceContext | null> {
  const baseline = experiments.find(({ id }) => id === baselineId);
  if (baseline === undefined || baseline.orderSeed === null) return null;
  const plan = policy.stopEarly ?? baseline.comparePolicy?.stopEarly ?? StopEarly.parse({});
  const metric = policy.primaryMetric ?? (await firstScore(store, baseline));
  if (metric === null) return null;
  return {
    baseline,
    metric,
    plan,
    orderSeed: baseline.orderSeed,
    higherIsBetter: policy.higherIsBetter[metric] ?? !isRunMetric(metric),
    itemsPlanned: Math.round((baseline.runCount ?? 0) / baseline.repetitions),
  };
}

/**
 * What the sequence of one pair says at the end of the prefix that both have completed.
 *
 * @throws ItemOrderDiffersError when they did not take the same items in the same order; `sharesOrder` tells before.
 */
export async function lookAtPair(
  store: Store,
  { metric, plan, orderSeed, higherIsBetter, itemsPlanned }: SequenceContext,
  pair: { readonly baseline: Experiment; readonly candidate: Experiment; readonly alpha: number },
): Promise<SequentialResult> {
  const { baseline, candidate, alpha } = pair;
  const { differences, dropped } = await readCompletedPrefix(store, {
    baseline: { experiment: baseline, metric: keyOf(baseline.id, metric) },
    candidate: { experiment: candidate, metric: keyOf(candidate.id, metric) },
  });
  return {
    metric,
    candidateId: candidate.id,
    baselineId: baseline.id,
    alpha,
    orderSeed,
    itemsPlanned,
    itemsCounted: differences.length,
    itemsDropped: dropped,
    ...decideSequentially({ differences, alpha, itemsPlanned, plan, higherIsBetter }),
  };
}

function isRunMetric(metric: string): metric is (typeof RUN_METRICS)[number] {
  return (RUN_METRICS as readonly string[]).includes(metric);
}

function keyOf(experimentId: string, metric: string): MetricKey {
  return isRunMetric(metric) ? { experimentId, runMetric: metric } : { experimentId, score: metric };
}

async function firstScore(store: Store, { id }: Experiment): Promise<string | null> {
  const [first] = (await store.listScoreNames(id)).filter(({ dataType }) => dataType !== "CATEGORICAL");
  return first?.name ?? null;
}
