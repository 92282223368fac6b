import type { Experiment } from "../../domain/experiment/experiment.js";
import type {
  CategoryCounts,
  ExperimentSummary,
  Interval,
  MetricSummary,
  RunCounts,
} from "../../domain/experiment/experiment-summary.js";
import { type ScoreScale, UNIT_SCALE } from "../../domain/score/score-scale.js";
import type { ItemMean, MetricKey, RunMetric, ScoreNameOverview } from "../../domain/score/score-store.js";
import type { Store } from "../../domain/store.js";
import { bellMcCaffreyTTest } from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { type Description, describe } from "../../statistics/describe.js";
import { tInterval } from "../../statistics/t-interval.js";
import { wilsonInterval } from "../../statistics/wilson-interval.js";
import { declaredScale } from "../comparison/metric-range.js";
import { checkedItems } from "../items/checked-items.js";
import { isYesOrNo } from "../items/is-yes-or-no.js";
import { passItems } from "../items/pass-items.js";
import { passMetrics } from "../items/pass-metrics.js";
import { type Clusters, readClusters } from "../items/read-clusters.js";

const LEVEL = 0.95;

const RUN_METRICS: readonly { readonly key: RunMetric; readonly kind: MetricSummary["kind"] }[] = [
  { key: "latency_ms", kind: "latency" },
  { key: "cost_usd", kind: "cost" },
  { key: "total_tokens", kind: "tokens" },
];

/**
 * Computes an experiment's summary from its rows.
 *
 * Units  per metric: the item. Repetitions are averaged first, so they never count as independent; where the experiment
 *        declares clusters of items, errors and intervals are cluster-robust (CR2).
 */
export async function summarizeExperiment(
  store: Store,
  experiment: Experiment,
  clusterBy: string | null = experiment.comparePolicy?.clusterBy ?? null,
): Promise<ExperimentSummary> {
  const runs = await store.countRuns(experiment.id);
  const names = await store.listScoreNames(experiment.id);
  const clusters = await readClusters(store, experiment, clusterBy);
  const metrics: MetricSummary[] = [];
  const categories: CategoryCounts[] = [];
  for (const score of names) {
    if (score.dataType === "CATEGORICAL") {
      const counts = await store.countCategories(experiment.id, score.name);
      categories.push({ name: score.name, counts, unscoredRuns: score.unscored });
      continue;
    }
    const summary = await summarizeScore(store, experiment, { score, runs, clusters });
    metrics.push(summary, ...(await summarizePasses(store, experiment, { summary, clusters })));
  }
  const spending = await store.getSpending(experiment.id);
  for (const { key, kind } of RUN_METRICS) {
    const summary = await summarizeValues(
      store,
      { experimentId: experiment.id, runMetric: key },
      { experiment: experiment.name, name: key, kind, runs, clusters },
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
  {
    score,
    runs,
    clusters,
  }: { readonly score: ScoreNameOverview; readonly runs: RunCounts; readonly clusters: Clusters | null },
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
      clusters,
      experiment: experiment.name,
    })),
    dataType: score.dataType,
    unscoredRuns: score.unscored,
    unscoredReasons: score.unscored === 0 ? {} : await store.countUnscoredReasons(experiment.id, score.name),
    fingerprints: [...score.fingerprints],
  };
}

/** pass@k and pass^k of a yes-or-no score, or of one with a declared threshold, where items were repeated. */
async function summarizePasses(
  store: Store,
  experiment: Experiment,
  { summary, clusters }: { readonly summary: MetricSummary; readonly clusters: Clusters | null },
): Promise<MetricSummary[]> {
  const { id, name: experimentName } = experiment;
  const metrics: MetricSummary[] = [];
  for (const { name, passes } of passMetrics(experiment, summary)) {
    const { of, threshold } = passes;
    if (!(await hasSome(store.streamItemPasses({ experimentId: id, score: of, threshold })))) return [];
    const values: ItemMean[] = [];
    const place = { experiment: experimentName, metric: of };
    for await (const item of checkedItems(passItems(store, id, { passes, countsFailures: false }), place))
      values.push(item);
    const figures = describeValues(values, {
      isShare: true,
      clusters,
      kind: "score",
      range: UNIT_SCALE.range,
    });
    metrics.push({
      ...summary,
      ...figures,
      name,
      dataType: "BOOLEAN",
      passes,
      passRate: null,
    });
  }
  return metrics;
}

async function hasSome(rows: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of rows) return true;
  return false;
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
    readonly clusters: Clusters | null;
    /** Named in errors. */
    readonly experiment: string;
  },
): Promise<MetricSummary> {
  const items: ItemMean[] = [];
  let scoredRuns = 0;
  let isShare = metric.kind === "score";
  const place = { experiment: metric.experiment, metric: metric.name };
  for await (const item of checkedItems(store.streamItemMeans(key), place)) {
    items.push(item);
    scoredRuns += item.values;
    isShare &&= isYesOrNo(item);
  }
  const figures = describeValues(items, { ...metric, isShare });
  const { threshold } = metric;
  const passed = threshold === undefined ? 0 : items.filter(({ mean }) => mean >= threshold).length;
  return {
    name: metric.name,
    kind: metric.kind,
    ...figures,
    scoredRuns,
    unscoredRuns: metric.runs.completed - scoredRuns,
    unscoredReasons: {},
    failedRuns: metric.runs.failed,
    passRate:
      threshold === undefined || figures.n === 0
        ? null
        : {
            threshold,
            passed,
            rate: passed / figures.n,
            interval: wilsonInterval({ successes: passed, n: figures.n }, LEVEL),
          },
    fingerprints: [],
  };
}

type Figures = Pick<
  MetricSummary,
  "n" | "clusters" | "mean" | "standardDeviation" | "standardError" | "interval" | "undefinedReason"
>;

function describeValues(
  items: readonly ItemMean[],
  {
    isShare,
    clusters,
    ...metric
  }: {
    readonly isShare: boolean;
    readonly clusters: Clusters | null;
    readonly kind: MetricSummary["kind"];
    readonly range?: ScoreScale["range"];
  },
): Figures {
  const values = items.map(({ mean }) => mean);
  const sample = describe(values);
  const ends = rangeOf(sample, metric);
  const { n, mean, standardDeviation, standardError } = sample;
  const undefinedReason =
    n === 0 ? "no_values" : n === 1 ? "one_value" : standardDeviation === 0 ? "zero_variance" : null;
  const figures = { n, mean, standardDeviation, undefinedReason };
  if (clusters === null)
    return { ...figures, standardError, interval: withinEnds(meanInterval(sample, isShare), ends) };
  const labels = items.map(({ itemId }) => clusters(itemId));
  const test = bellMcCaffreyTTest(values, { clusters: labels, level: LEVEL });
  return {
    ...figures,
    clusters: test.clusterCount,
    standardError: test.standardError,
    interval: test.undefinedReason === null ? withinEnds(test.interval, ends) : null,
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
