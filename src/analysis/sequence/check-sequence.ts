import type { BySide } from "../../domain/comparison/by-side.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { type SequentialResult, StopEarly } from "../../domain/comparison/sequential-result.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import { isRunMetric } from "../../domain/experiment/experiment-summary.js";
import type { Store } from "../../domain/store.js";
import { failureValue } from "../comparison/failure-value.js";
import { firstDeclaredScore } from "../comparison/first-declared-score.js";
import { metricDirection } from "../comparison/metric-direction.js";
import { metricRange } from "../comparison/metric-range.js";
import { passMetrics } from "../items/pass-metrics.js";
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
  readonly itemsPlanned: number;
  /** The policy's alpha divided by the pairs of variants (Bonferroni): what stops the comparison also names the winner. */
  readonly alpha: number;
  readonly policy: ComparisonPolicy;
}

/** Looks at each candidate's completed prefix against the baseline; empty when nothing is looked at before the end. */
export async function checkSequence(
  store: Store,
  request: SequenceRequest,
): Promise<readonly SequentialResult[]> {
  const context = await sequenceContext(store, request);
  if (context === null) return [];
  const { baseline } = context;
  const results: SequentialResult[] = [];
  for (const candidate of request.experiments.filter(({ id }) => id !== baseline.id))
    results.push(await lookAtPair(store, context, { baseline, candidate }));
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
  const metric = policy.primaryMetric ?? (await firstScore(store, baseline));
  if (metric === null) return null;
  return {
    baseline,
    metric,
    policy,
    plan: policy.stopEarly ?? baseline.comparePolicy?.stopEarly ?? StopEarly.parse({}),
    orderSeed: baseline.orderSeed,
    itemsPlanned: Math.round((baseline.runCount ?? 0) / baseline.repetitions),
    alpha: policy.alpha / ((experiments.length * (experiments.length - 1)) / 2),
  };
}

/**
 * What the sequence of one pair says at the end of the prefix that both have completed.
 *
 * @throws ItemOrderDiffersError when they did not take the same items in the same order; `sharesOrder` tells before.
 */
export async function lookAtPair(
  store: Store,
  { metric, plan, orderSeed, itemsPlanned, alpha, policy }: SequenceContext,
  { baseline, candidate }: BySide<Experiment>,
): Promise<SequentialResult> {
  const kind = isRunMetric(metric) ? ("latency" as const) : ("score" as const);
  const names = kind === "score" ? await store.listScoreNames(baseline.id) : [];
  const score = names.find(({ name }) => name === metric);
  const passMetric = names
    .flatMap((one) => passMetrics(baseline, one))
    .find(({ name }) => score === undefined && name === metric);
  const passes = passMetric?.passes;
  const dataType = passes === undefined ? score?.dataType : ("BOOLEAN" as const);
  const read = { name: metric, kind, dataType, passes };
  const worst = await failureValue(store, { experiments: [baseline, candidate], metric: read }, policy);
  const armOf = (experiment: Experiment) => ({ experiment, metric: read, failureValue: worst });
  const { differences, missing, isUnit, filled } = await readCompletedPrefix(store, {
    baseline: armOf(baseline),
    candidate: armOf(candidate),
  });
  const range = metricRange(baseline, { kind, name: metric, dataType }, isUnit);
  const counted = differences.filter((difference) => difference !== null).length;
  const isOnce = baseline.repetitions === 1 && candidate.repetitions === 1;
  return {
    metric,
    candidateId: candidate.id,
    baselineId: baseline.id,
    alpha,
    orderSeed,
    itemsPlanned,
    itemsCounted: counted,
    itemsDropped: differences.length - counted,
    itemsMissing: missing,
    ...decideSequentially({
      differences,
      filled: missing === 0 || range === null ? null : filled(range),
      alpha,
      plan,
      higherIsBetter: metricDirection(baseline, { name: metric, kind }, policy).higherIsBetter,
      range,
      isBinary: dataType === "BOOLEAN" && (isOnce || passes !== undefined),
    }),
  };
}

async function firstScore(store: Store, experiment: Experiment): Promise<string | null> {
  const scores = await store.listScoreNames(experiment.id);
  return firstDeclaredScore(
    experiment,
    scores
      .filter(({ dataType }) => dataType !== "CATEGORICAL")
      .map(({ name, fingerprints }) => ({ name, fingerprints: [...fingerprints] })),
  );
}
