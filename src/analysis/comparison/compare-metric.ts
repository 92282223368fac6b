import type { Store } from "../../domain/store.js";
import type { PairedVersions } from "../items/pair-versions.js";
import type { PairedSample } from "../items/paired-sample.js";
import { readPairs } from "../items/read-pairs.js";
import { judgeSampleVariance } from "../judge/judge-sample-variance.js";
import type { ComparisonSide } from "./comparison-side.js";
import { type DraftDifference, draftDifference, type MetricRequest } from "./draft-difference.js";
import { failureValue } from "./failure-value.js";
import { incomparability } from "./incomparability.js";
import { contradictoryDirections } from "./metric-direction.js";
import { refuseTimeOuts } from "./refuse-time-outs.js";

/** No pairs: what is left of two sides that must not be compared. */
const emptySample: PairedSample = {
  baseline: [],
  candidate: [],
  differences: [],
  itemIds: [],
  clusters: null,
  unclusteredItems: 0,
  slices: new Map(),
  extremes: { highest: [], lowest: [] },
  isBinary: false,
  isUnit: false,
  baselineOnly: [],
  candidateOnly: [],
  missingShares: null,
  lacking: { baseline: 0, candidate: 0 },
  variance: { baseline: { within: null, between: null }, candidate: { within: null, between: null } },
};

/** Compares two sides on one metric, paired by item: by a fixed number of items, or by the sequence that was looked at. */
export async function compareMetric(store: Store, request: MetricRequest): Promise<DraftDifference> {
  const { baseline, candidate, metrics, policy, versions } = request;
  const experiments = [baseline.experiment, candidate.experiment] as const;
  const metric = metrics.baseline;
  const obstacle =
    incomparability(
      { experiment: baseline.experiment, metric },
      { experiment: candidate.experiment, metric: metrics.candidate },
    ) ??
    contradictoryDirections(experiments, metric.name) ??
    withoutCommonItems(versions);
  const worst = await failureValue(store, { experiments, metric }, policy);
  const without = versions?.excluded ?? null;
  const sample =
    obstacle === null
      ? await readPairs(store, { baseline, candidate, metric, without, failureValue: worst }, policy)
      : emptySample;
  const timeOuts = metric.kind === "latency" ? await refuseTimeOuts(store, experiments) : null;
  const noise = async ({ experiment }: ComparisonSide): Promise<number | null> =>
    obstacle === null && metrics.baseline.kind === "score"
      ? await judgeSampleVariance(store, experiment, metrics.baseline.name)
      : null;
  const judgeSamples = { baseline: await noise(baseline), candidate: await noise(candidate) };
  return draftDifference(sample, { ...request, obstacle, timeOuts, failureValue: worst, judgeSamples });
}

function withoutCommonItems(versions: PairedVersions | null): string | null {
  if (versions === null || versions.pairing.unchanged > 0) return null;
  const { baselineVersion, candidateVersion } = versions.pairing;
  return `no item is the same in the dataset versions ${baselineVersion} and ${candidateVersion}`;
}
