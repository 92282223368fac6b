import type { ComparisonPolicy } from "../domain/comparison.js";
import type { Experiment } from "../domain/experiment.js";
import type { SequentialResult } from "../domain/sequential-result.js";
import type { MetricKey, Store } from "../domain/store.js";
import { readCompletedPrefix } from "./read-completed-prefix.js";
import { decideSequentially } from "./sequential-comparison.js";

/** Which experiments are looked at, and by which rules. */
export interface SequenceRequest {
  readonly experiments: readonly Experiment[];
  readonly baselineId: string;
  readonly policy: ComparisonPolicy;
}

const RUN_METRICS = ["latency_ms", "cost_usd", "total_tokens"] as const;

/** Looks at each candidate's completed prefix against the baseline; empty when the policy does not stop early. */
export async function checkSequence(
  store: Store,
  { experiments, baselineId, policy }: SequenceRequest,
): Promise<readonly SequentialResult[]> {
  const baseline = experiments.find(({ id }) => id === baselineId);
  const { stopEarly: plan } = policy;
  if (plan === null || baseline === undefined || baseline.orderSeed === null) return [];
  const metric = policy.primaryMetric ?? (await firstScore(store, baseline));
  if (metric === null) return [];
  const candidates = experiments.filter(({ id }) => id !== baselineId);
  // Bonferroni: each sequence may err at any time, so all of them together keep the policy's alpha.
  const alpha = policy.alpha / candidates.length;
  const itemsPlanned = Math.round((baseline.runCount ?? 0) / baseline.repetitions);
  const results: SequentialResult[] = [];
  for (const candidate of candidates) {
    const { differences, dropped } = await readCompletedPrefix(store, {
      baseline: keyOf(baseline.id, metric),
      candidate: keyOf(candidate.id, metric),
      repetitions: baseline.repetitions,
    });
    results.push({
      ...{
        metric,
        candidateId: candidate.id,
        baselineId,
        alpha,
        orderSeed: baseline.orderSeed,
        itemsPlanned,
      },
      ...{ itemsCounted: differences.length, itemsDropped: dropped },
      ...decideSequentially({
        ...{ differences, alpha, itemsPlanned, plan },
        higherIsBetter: !isRunMetric(metric),
      }),
    });
  }
  return results;
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
