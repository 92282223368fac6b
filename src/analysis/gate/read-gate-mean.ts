import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Interval, MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { ItemMean, Store } from "../../domain/store.js";
import { bellMcCaffreyTTest } from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { describe } from "../../statistics/describe.js";
import { asymptoticConfidenceSequence } from "../../statistics/sequential/asymptotic-confidence-sequence.js";
import { tInterval } from "../../statistics/t-interval.js";
import { wilsonInterval } from "../../statistics/wilson-interval.js";
import { alignItems } from "../items/align-items.js";
import { checkedItems } from "../items/checked-items.js";
import { isYesOrNo } from "../items/is-yes-or-no.js";
import { metadataLabel } from "../items/metadata-label.js";
import { metricKey } from "../items/metric-key.js";
import { readFinishedItems } from "../items/read-finished-items.js";
import { sequenceRho } from "../sequence/sequence-rho.js";
import { type Bounds, UNKNOWN_BOUNDS } from "./gate-bounds.js";
import { noOneSidedBound } from "./no-one-sided-bound.js";

/** A mean as a gate may hold it to a limit. */
export interface GateMean extends Bounds {
  /** Items. */
  readonly n: number;
  readonly mean: number | null;
  /** Of one item, such that its square divided by n is the variance of the mean; null when unknown. */
  readonly deviation: number | null;
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
 * Method  t over item means; Wilson for yes-or-no values of one repetition, whose spread is zero just when all passed;
 *         cluster-robust (CR2) with a cluster field. For an experiment that was looked at while it ran the anytime-valid
 *         interval of the items in their recorded order, which is two-sided and so a little wide.
 * Null    bounds below two items, and for an alpha of ½ or more. Equal numbers have the mean itself as bounds.
 * @throws StoredValueInvalidError when the store holds a value that is not a finite number.
 */
export async function readGateMean(store: Store, request: GateMeanRequest): Promise<GateMean> {
  const { alpha, clusterBy } = request.policy;
  if (request.experiment.orderSeed !== null) return await lookedAtMean(store, request);
  const sample = await readSample(store, request);
  const { n, mean, standardError, standardDeviation: deviation } = describe(sample.values);
  if (alpha >= 0.5) return unbounded({ n, mean }, noOneSidedBound(alpha));
  const level = 1 - 2 * alpha;
  if (clusterBy !== null) return clusteredBounds(sample, { clusterBy, level });
  const interval =
    sample.isShare && mean !== null
      ? wilsonInterval({ successes: Math.round(mean * n), n }, level)
      : tInterval({ n, mean, standardError }, level);
  return bounded({ n, mean, deviation }, interval);
}

interface Sample {
  readonly values: readonly number[];
  readonly clusters: readonly string[];
  /** Items that have the cluster field. */
  readonly labelled: number;
  /** Whether all values are yes or no, from one repetition. */
  readonly isShare: boolean;
}

async function readSample(store: Store, request: GateMeanRequest): Promise<Sample> {
  const values: number[] = [];
  const clusters: string[] = [];
  let isShare = request.metric.kind === "score";
  let labelled = 0;
  for await (const { item, cluster } of readItems(store, request)) {
    values.push(item.mean);
    isShare &&= isYesOrNo(item);
    clusters.push(cluster === null ? `item:${item.itemId}` : `field:${cluster}`);
    if (cluster !== null) labelled += 1;
  }
  return { values, clusters, labelled, isShare };
}

function clusteredBounds(
  { values, clusters, labelled }: Sample,
  { clusterBy, level }: { readonly clusterBy: string; readonly level: number },
): GateMean {
  const test = bellMcCaffreyTTest(values, { clusters, level });
  const { n, mean, clusterCount, standardError } = test;
  if (labelled === 0)
    return unbounded({ n, mean }, `no item has the metadata field "${clusterBy}" to cluster by`);
  if (clusterCount === 1)
    return unbounded(
      { n, mean },
      `all ${n} items are one cluster by ${clusterBy}: one observation has no interval`,
    );
  const deviation = standardError === null ? null : standardError * Math.sqrt(n);
  const isFlat = test.undefinedReason === "zero_variance" && mean !== null;
  return bounded({ n, mean, deviation }, isFlat ? { level, lower: mean, upper: mean } : test.interval);
}

async function* readItems(
  store: Store,
  { experiment, metric, policy: { clusterBy } }: GateMeanRequest,
): AsyncGenerator<{ readonly item: ItemMean; readonly cluster: string | null }> {
  const { id, name, datasetId, datasetVersion: version } = experiment;
  const items = checkedItems(store.streamItemMeans(metricKey(id, metric)), {
    experiment: name,
    metric: metric.name,
  });
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
  { experiment, metric, policy }: GateMeanRequest,
): Promise<GateMean> {
  const { repetitions, runCount } = experiment;
  const key = metricKey(experiment.id, metric);
  const values: number[] = [];
  for await (const item of readFinishedItems(store, { experiment, metric: key }))
    if (item.mean !== null) values.push(item.mean);
  const { n, mean, standardDeviation: deviation } = describe(values);
  const minimumItems = experiment.comparePolicy?.stopEarly?.minimumItems ?? 20;
  const rho = sequenceRho({
    alpha: policy.alpha,
    minimumItems,
    itemsPlanned: Math.round((runCount ?? 0) / repetitions),
  });
  const sequence = asymptoticConfidenceSequence(values, { alpha: policy.alpha, rho, start: minimumItems });
  const interval = sequence.at(-1) ?? null;
  if (interval === null)
    return unbounded(
      { n, mean },
      "the comparison was looked at while it ran, and the anytime-valid interval is undefined: too few items, or no variance",
    );
  return bounded({ n, mean, deviation }, interval);
}

function bounded(sample: Pick<GateMean, "n" | "mean" | "deviation">, interval: Interval | null): GateMean {
  if (interval === null) return unbounded(sample, `${sample.n} items: a mean needs two to have bounds`);
  return { ...sample, lowerBound: interval.lower, upperBound: interval.upper, refusal: null };
}

function unbounded({ n, mean }: Pick<GateMean, "n" | "mean">, refusal: string): GateMean {
  return { n, mean, deviation: null, ...UNKNOWN_BOUNDS, refusal };
}
