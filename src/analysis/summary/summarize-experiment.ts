import type { Experiment } from "../../domain/experiment/experiment.js";
import type {
  CategoryCounts,
  ExperimentSummary,
  Interval,
  MetricSummary,
  RunCounts,
} from "../../domain/experiment/experiment-summary.js";
import type { ScoreScale } from "../../domain/score/score-scale.js";
import type { MetricKey, RunMetric, ScoreNameOverview, Store } from "../../domain/store.js";
import { type Description, describe } from "../../statistics/describe.js";
import { tInterval } from "../../statistics/t-interval.js";
import { wilsonInterval } from "../../statistics/wilson-interval.js";
import { declaredScale } from "../comparison/metric-range.js";
import { checkedItems } from "../items/checked-items.js";
import { isYesOrNo } from "../items/is-yes-or-no.js";

const LEVEL = 0.95;

const RUN_METRICS: readonly { readonly key: RunMetric; readonly kind: MetricSummary["kind"] }[] = [
  { key: "latency_ms", kind: "latency" },
  { key: "cost_usd", kind: "cost" },
  { key: "total_tokens", kind: "tokens" },
];

/**
 * Computes an experiment's summary from its rows.
 *
 * Units  per metric: the item. Repetitions are averaged first, so they never count as independent.
 */
export async function summarizeExperiment(store: Store, experiment: Experiment): Promise<ExperimentSummary> {
  const runs = await store.countRuns(experiment.id);
  const names = await store.listScoreNames(experiment.id);
  const metrics: MetricSummary[] = [];
  const categories: CategoryCounts[] = [];
  for (const score of names) {
    if (score.dataType === "CATEGORICAL") {
      const counts = await store.countCategories(experiment.id, score.name);
      categories.push({ name: score.name, counts, unscoredRuns: score.unscored });
    } else metrics.push(await summarizeScore(store, experiment, { score, runs }));
  }
  const spending = await store.getSpending(experiment.id);
  for (const { key, kind } of RUN_METRICS) {
    const summary = await summarizeValues(
      store,
      { experimentId: experiment.id, runMetric: key },
      { experiment: experiment.name, name: key, kind, runs },
    );
    // A metric nobody measured (cost of a pipeline without model calls) is left out, not shown as zero.
    if (summary.n > 0) metrics.push(summary);
  }
  return {
    runs,
    metrics,
    categories,
    totalCostUsd: spending.calls > spending.unpricedCalls ? spending.costUsd : null,
    spending,
    finishReasons: await store.countFinishReasons(experiment.id),
    failures: await store.countFailures(experiment.id),
  };
}

async function summarizeScore(
  store: Store,
  experiment: Experiment,
  { score, runs }: { readonly score: ScoreNameOverview; readonly runs: RunCounts },
): Promise<MetricSummary> {
  const key = { experimentId: experiment.id, score: score.name };
  const scale = declaredScale(experiment, score.name);
  const threshold = experiment.passThresholds[score.name] ?? scale?.passThreshold;
  return {
    ...(await summarizeValues(store, key, {
      name: score.name,
      kind: "score",
      runs,
      threshold,
      range: scale?.range ?? null,
      experiment: experiment.name,
    })),
    dataType: score.dataType,
    unscoredRuns: score.unscored,
    unscoredReasons: score.unscored === 0 ? {} : await store.countUnscoredReasons(experiment.id, score.name),
    fingerprints: [...score.fingerprints],
  };
}

async function summarizeValues(
  store: Store,
  key: MetricKey,
  metric: {
    readonly name: string;
    readonly kind: MetricSummary["kind"];
    readonly runs: RunCounts;
    readonly threshold?: number | undefined;
    /** As declared; without it, scores that all lie in [0, 1] are taken to end there. */
    readonly range?: ScoreScale["range"];
    /** Named in errors. */
    readonly experiment: string;
  },
): Promise<MetricSummary> {
  const values: number[] = [];
  let scoredRuns = 0;
  let isShare = metric.kind === "score";
  const place = { experiment: metric.experiment, metric: metric.name };
  for await (const item of checkedItems(store.streamItemMeans(key), place)) {
    values.push(item.mean);
    scoredRuns += item.values;
    isShare &&= isYesOrNo(item);
  }
  const sample = describe(values);
  const { threshold } = metric;
  const passed = threshold === undefined ? 0 : values.filter((value) => value >= threshold).length;
  return {
    name: metric.name,
    kind: metric.kind,
    n: sample.n,
    scoredRuns,
    unscoredRuns: metric.runs.completed - scoredRuns,
    unscoredReasons: {},
    failedRuns: metric.runs.failed,
    mean: sample.mean,
    standardDeviation: sample.standardDeviation,
    standardError: sample.standardError,
    interval: withinEnds(meanInterval(sample, isShare), rangeOf(sample, metric)),
    passRate:
      threshold === undefined || sample.n === 0
        ? null
        : {
            threshold,
            passed,
            rate: passed / sample.n,
            interval: wilsonInterval({ successes: passed, n: sample.n }, LEVEL),
          },
    undefinedReason:
      sample.n === 0
        ? "no_values"
        : sample.n === 1
          ? "one_value"
          : sample.standardDeviation === 0
            ? "zero_variance"
            : null,
    fingerprints: [],
  };
}

/** Wilson's for a share; else t, but none without variance: a point would look like certainty. */
function meanInterval(sample: Description, isShare: boolean): Interval | null {
  const { n, mean, standardDeviation } = sample;
  if (isShare && mean !== null) return wilsonInterval({ successes: Math.round(mean * n), n }, LEVEL);
  return standardDeviation === 0 ? null : tInterval(sample, LEVEL);
}

/** The values that a mean can have; amounts have no upper end, and what the rows contradict is no range. */
function rangeOf(
  { minimum, maximum }: Description,
  { kind, range }: { readonly kind: MetricSummary["kind"]; readonly range?: ScoreScale["range"] },
): { readonly minimum: number; readonly maximum: number } | null {
  if (minimum === null || maximum === null) return null;
  const assumed =
    kind === "score"
      ? (range ?? { minimum: 0, maximum: 1 })
      : { minimum: 0, maximum: Number.POSITIVE_INFINITY };
  return minimum >= assumed.minimum && maximum <= assumed.maximum ? assumed : null;
}

/** An interval no further than the values that a mean can have; it holds the mean as often as before. */
function withinEnds(interval: Interval | null, range: ReturnType<typeof rangeOf>): Interval | null {
  if (interval === null || range === null) return interval;
  const { level, lower, upper } = interval;
  return { level, lower: Math.max(lower, range.minimum), upper: Math.min(upper, range.maximum) };
}
