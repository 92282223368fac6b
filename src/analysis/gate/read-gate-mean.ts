import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Interval, MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { isWithinRange } from "../../domain/score/is-within-range.js";
import type { ItemMean } from "../../domain/score/score-store.js";
import { UNIT_RANGE } from "../../domain/score/unit-range.js";
import type { Store } from "../../domain/store.js";
import { counted } from "../../formatting/counted.js";
import { bettingMeanBounds } from "../../statistics/bounded/betting-mean-bounds.js";
import { bellMcCaffreyTTest } from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { clusterContributions } from "../../statistics/clustered/cluster-contributions.js";
import { clusterMeans } from "../../statistics/clustered/cluster-means.js";
import { describe } from "../../statistics/describe.js";
import { clopperPearsonInterval } from "../../statistics/intervals/clopper-pearson-interval.js";
import { bettingConfidenceSequence } from "../../statistics/sequential/betting-confidence-sequence.js";
import { skewnessAdjustedTTest } from "../../statistics/skewness-adjusted-t-test.js";
import { tInterval } from "../../statistics/t-interval.js";
import { failureRate } from "../comparison/differential-failure.js";
import { failureValue } from "../comparison/failure-value.js";
import { metricRange } from "../comparison/metric-range.js";
import { refuseTimeOuts } from "../comparison/refuse-time-outs.js";
import { refuseUnbounded } from "../comparison/test-mean-difference.js";
import { alignItems } from "../items/align-items.js";
import { isYesOrNo } from "../items/is-yes-or-no.js";
import { metadataLabel } from "../items/metadata-label.js";
import { filledMean } from "../items/read-completed-prefix.js";
import { type FinishedItem, readFinishedItems } from "../items/read-finished-items.js";
import { readItems } from "../items/read-items.js";
import { type Bounds, UNKNOWN_BOUNDS } from "./gate-bounds.js";
import { noOneSidedBound } from "./no-one-sided-bound.js";

/** A mean as a gate may hold it to a limit. */
export interface GateMean extends Bounds {
  /** Items. */
  readonly n: number;
  readonly mean: number | null;
  /** Of one item, such that its square divided by n is the variance of the mean; null when unknown. */
  readonly deviation: number | null;
  /** The values that one item can have; null = unbounded. */
  readonly range: Pick<MetricRange, "minimum" | "maximum"> | null;
  /** Why there are no bounds; null when there are. */
  readonly refusal: string | null;
}

/** Whose mean, and by which policy. */
export interface GateMeanRequest {
  readonly experiment: Experiment;
  readonly metric: MetricSummary;
  readonly policy: ComparisonPolicy;
}

/**
 * Reads the mean of a metric with one-sided bounds, each at level 1 − alpha.
 *
 * Method  betting on the metric's range, for every distribution; Clopper–Pearson for yes-or-no values of one repetition;
 *         without a range the wider of Student's t and the t corrected for skewness, where the values allow a mean at all;
 *         with a cluster field the cluster-robust t (CR2), never narrower than betting on the clusters' means. Values that failed or unscored
 *         runs lack count as the worst for each bound. For an experiment that was looked at while it ran the betting
 *         confidence sequence of the items in their recorded order, which is two-sided and so a little wide.
 * Null    bounds below two items, and for an alpha of ½ or more.
 * @throws StoredValueInvalidError when the store holds a value that is not a finite number.
 */
export async function readGateMean(store: Store, request: GateMeanRequest): Promise<GateMean> {
  const { alpha, clusterBy } = request.policy;
  const sample = await readSample(store, request);
  const { n, mean, standardDeviation: deviation } = describe(sample.values);
  const known = { n, mean, deviation, range: sample.range };
  const unbounded = (refusal: string): GateMean => ({
    ...known,
    deviation: null,
    ...UNKNOWN_BOUNDS,
    refusal,
  });
  if (alpha >= 0.5) return unbounded(noOneSidedBound(alpha));
  if (n < 2) return unbounded(`${counted(n, "item")}: a mean needs two to have bounds`);
  const timeOuts =
    request.metric.kind === "latency" ? await refuseTimeOuts(store, [request.experiment]) : null;
  if (timeOuts !== null) return unbounded(timeOuts);
  const nature = { kind: request.metric.kind, range: sample.range };
  const clusters = sample.clusters?.slice(0, n) ?? null;
  const refusal =
    clusters === null
      ? refuseUnbounded(sample.values, nature, "items")
      : refuseUnbounded(clusterContributions(sample.values, clusters), nature, "clusters");
  if (refusal !== null) return unbounded(refusal);
  if (request.experiment.orderSeed !== null) return await lookedAtMean(store, { ...request, known });
  if (clusterBy !== null) {
    const obstacle = refuseClusters(sample, clusterBy);
    if (obstacle !== null) return unbounded(obstacle);
  }
  const bounds = [sample.lowest, sample.highest].map((values) => boundsOf(sample, { values, alpha }));
  const [lowest, highest] = bounds as [Bounds | null, Bounds | null];
  if (lowest === null || highest === null)
    return unbounded(`all ${n} items have the same value: without variance or a range there are no bounds`);
  return { ...known, lowerBound: lowest.lowerBound, upperBound: highest.upperBound, refusal: null };
}

interface Sample {
  readonly values: readonly number[];
  /** The values with those that are missing at their lowest and highest. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  /** Of each value, missing ones included; null without a cluster field. */
  readonly clusters: readonly string[] | null;
  /** Items that have the cluster field. */
  readonly labelled: number;
  /** Whether all values are yes or no, from one repetition. */
  readonly isShare: boolean;
  readonly range: MetricRange | null;
}

async function readSample(store: Store, request: GateMeanRequest): Promise<Sample> {
  const { experiment, metric, policy } = request;
  const items: ItemMean[] = [];
  const clusters: string[] = [];
  let labelled = 0;
  for await (const { item, cluster } of readLabelledItems(store, request)) {
    items.push(item);
    clusters.push(cluster === null ? `item:${item.itemId}` : `field:${cluster}`);
    if (cluster !== null) labelled += 1;
  }
  const values = items.map(({ mean }) => mean);
  const range = rangeOf(experiment, metric, values);
  const missing = missingItems(request, items.length);
  const repetitions = metric.passes === undefined ? experiment.repetitions : 1;
  const { minimum, maximum } = range ?? describe(values);
  const fill = (value: number | null): number[] =>
    value === null
      ? values
      : [
          ...items.map(({ mean, values: repeated }) => {
            const share = missing.isComplete ? Math.max(0, 1 - repeated / repetitions) : 0;
            return mean * (1 - share) + value * share;
          }),
          ...Array.from({ length: missing.items }, () => value),
        ];
  return {
    values,
    lowest: fill(minimum),
    highest: fill(maximum),
    clusters:
      policy.clusterBy === null
        ? null
        : [...clusters, ...Array.from({ length: missing.items }, (_, index) => `missing:${index}`)],
    labelled,
    isShare: metric.kind === "score" && items.every(isYesOrNo),
    range,
  };
}

/** Items without any value, of runs that ended; runs that have not ended are not missing. */
function missingItems(
  { experiment, metric }: GateMeanRequest,
  n: number,
): { readonly items: number; readonly isComplete: boolean } {
  const { failedRuns, unscoredRuns, endedRuns } = failureRate(metric);
  const planned = experiment.runCount ?? endedRuns;
  const items = Math.max(0, Math.round(planned / experiment.repetitions) - n);
  return { items: Math.min(items, failedRuns + unscoredRuns), isComplete: endedRuns >= planned };
}

function rangeOf(
  experiment: Experiment,
  metric: MetricSummary,
  values: readonly number[],
): MetricRange | null {
  const range = metricRange(
    experiment,
    metric,
    values.every((value) => isWithinRange(value, UNIT_RANGE)),
  );
  return range !== null && values.every((value) => isWithinRange(value, range)) ? range : null;
}

function refuseClusters({ clusters, labelled, values }: Sample, clusterBy: string): string | null {
  if (labelled === 0) return `no item has the metadata field "${clusterBy}" to cluster by`;
  return new Set(clusters).size === 1
    ? `all ${values.length} items are one cluster by ${clusterBy}: one observation has no interval`
    : null;
}

function boundsOf(
  { isShare, range, clusters }: Sample,
  { values, alpha }: { readonly values: readonly number[]; readonly alpha: number },
): Bounds | null {
  const level = 1 - 2 * alpha;
  const sample = describe(values);
  if (isShare && clusters === null) {
    const successes = values.filter((value) => value === 1).length;
    return fromInterval(clopperPearsonInterval({ successes, n: values.length }, level));
  }
  const units = clusters === null ? values : clusterContributions(values, clusters);
  const t =
    clusters === null ? tInterval(sample, level) : bellMcCaffreyTTest(values, { clusters, level }).interval;
  const known = [
    range === null ? null : bettingBounds(values, { range, clusters, alpha }),
    range === null || clusters !== null ? t : null,
    range === null ? skewnessAdjustedTTest(units, { level }).interval : null,
  ].filter((bounds) => bounds !== null);
  if (known.length === 0 || (range === null && sample.standardDeviation === 0)) return null;
  return {
    lowerBound: Math.min(...known.map(({ lower }) => lower)),
    upperBound: Math.max(...known.map(({ upper }) => upper)),
  };
}

/** Bets on the items, or on the means of their clusters by size. */
function bettingBounds(
  values: readonly number[],
  {
    range,
    clusters,
    alpha,
  }: Pick<Sample, "clusters"> & { readonly range: MetricRange; readonly alpha: number },
) {
  if (clusters === null) return bettingMeanBounds(values, { range, alpha });
  const { means, weights } = clusterMeans(values, clusters);
  return bettingMeanBounds(means, { range, weights, alpha });
}

function fromInterval(interval: Interval | null): Bounds | null {
  return interval === null ? null : { lowerBound: interval.lower, upperBound: interval.upper };
}

async function* readLabelledItems(
  store: Store,
  { experiment, metric, policy }: GateMeanRequest,
): AsyncGenerator<{ readonly item: ItemMean; readonly cluster: string | null }> {
  const { datasetId, datasetVersion: version } = experiment;
  const { clusterBy } = policy;
  const worst = await failureValue(store, { experiments: [experiment], metric }, policy);
  const items = readItems(store, { experiment, metric, failureValue: worst });
  const aligned = alignItems({
    baseline: items,
    candidate: nothing(),
    metadata: clusterBy === null ? null : store.streamItemMetadata({ datasetId, version }),
  });
  for await (const { baseline: item, metadata } of aligned)
    if (item !== null)
      yield { item, cluster: clusterBy === null ? null : metadataLabel(metadata, clusterBy) };
}

async function* nothing(): AsyncGenerator<ItemMean> {
  yield* [];
}

async function lookedAtMean(
  store: Store,
  {
    experiment,
    metric,
    policy,
    known,
  }: GateMeanRequest & { readonly known: Omit<GateMean, keyof Bounds | "refusal"> },
): Promise<GateMean> {
  const { range } = known;
  if (range === null)
    return {
      ...known,
      ...UNKNOWN_BOUNDS,
      refusal:
        "the comparison was looked at while it ran, and a metric without a range has no interval that holds at all times",
    };
  const items: FinishedItem[] = [];
  const worst = await failureValue(store, { experiments: [experiment], metric }, policy);
  for await (const item of readFinishedItems(store, { experiment, metric, failureValue: worst }))
    items.push(item);
  const { minimum, maximum } = range;
  const scale = (value: number): number => minimum + ((value + 1) / 2) * (maximum - minimum);
  const [lowest, highest] = [minimum, maximum].map((extreme) => {
    const scaled = items.map((item) => (2 * (filledMean(item, extreme) - minimum)) / (maximum - minimum) - 1);
    return bettingConfidenceSequence(scaled, { alpha: policy.alpha, at: [scaled.length] })[0];
  }) as [Interval, Interval];
  return { ...known, lowerBound: scale(lowest.lower), upperBound: scale(highest.upper), refusal: null };
}
