import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { Interval, MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { isWithinRange } from "../../domain/score/is-within-range.js";
import type { Store } from "../../domain/store.js";
import { pearsonCorrelation } from "../../statistics/correlation/pearson-correlation.js";
import { describe } from "../../statistics/describe.js";
import { winTieLoss } from "../../statistics/win-tie-loss.js";
import { adjustFills } from "../covariate/adjust-fills.js";
import { type AdjustedSample, adjustSample } from "../covariate/adjust-sample.js";
import { droppedPairs } from "../items/dropped-pairs.js";
import { itemDifferences } from "../items/item-differences.js";
import type { PairedVersions } from "../items/pair-versions.js";
import type { PairedSample } from "../items/paired-sample.js";
import { readPairs } from "../items/read-pairs.js";
import { judgeSampleVariance } from "../judge/judge-sample-variance.js";
import type { ComparisonSide } from "./comparison-side.js";
import type { SingleEquivalence } from "./decide-bounds.js";
import { decideDifference } from "./decide-difference.js";
import { differenceNotes } from "./difference-notes.js";
import { differencePower } from "./difference-power.js";
import { differenceReliability } from "./difference-reliability.js";
import { effectSize } from "./effect-size.js";
import { emptySample } from "./empty-sample.js";
import type { Evidence } from "./evidence.js";
import { failureNotes } from "./failure-notes.js";
import { failureValue } from "./failure-value.js";
import { incomparability } from "./incomparability.js";
import { decideByItems } from "./item-figures.js";
import { contradictoryDirections, metricDirection } from "./metric-direction.js";
import { metricRange } from "./metric-range.js";
import { refuseTimeOuts } from "./refuse-time-outs.js";
import { relativeDifference } from "./relative-difference.js";
import { decideBySequence } from "./sequence-figures.js";
import { type SlicedDifference, sliceDifference } from "./slice-difference.js";
import { undefinedReasons } from "./undefined-reasons.js";
import { unknownFields } from "./unknown-fields.js";
import { worstCaseFills } from "./worst-case-fills.js";

/** A difference whose verdict waits for the other tests of its family. */
export interface DraftDifference {
  readonly figures: Omit<
    MetricDifference,
    "pValueAdjusted" | "familySize" | "equivalence" | "verdict" | "reason" | "labelObjection"
  >;
  readonly equivalence: SingleEquivalence | null;
  readonly evidence: Omit<Evidence, "family" | "equivalence">;
  /** The interval that decides, at another level. */
  readonly intervalAt: (level: number) => Interval | null;
  readonly slices: SlicedDifference;
  /** Metadata fields of the policy that no paired item has. */
  readonly unknownFields: readonly string[];
  /** What a failed run counts as; null = nothing, its value is missing. */
  readonly failureValue: number | null;
}

/** What to compare. */
export interface MetricRequest {
  readonly baseline: ComparisonSide;
  readonly candidate: ComparisonSide;
  readonly metrics: { readonly baseline: MetricSummary; readonly candidate: MetricSummary };
  readonly role: MetricDifference["role"];
  readonly policy: ComparisonPolicy;
  /** Set when the two ran over different versions of the dataset. */
  readonly versions: PairedVersions | null;
  /** Of the primary metric, where the policy names one: the covariate of each item. */
  readonly covariates: ReadonlyMap<string, number> | null;
  /** Set when the two were looked at while they ran: it alone decides. */
  readonly sequence: SequentialResult | null;
}

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

interface JudgeSamples {
  readonly baseline: number | null;
  readonly candidate: number | null;
}

interface Reading {
  readonly obstacle: string | null;
  readonly timeOuts: string | null;
  readonly failureValue: number | null;
  readonly judgeSamples: JudgeSamples;
}

function draftDifference(sample: PairedSample, request: MetricRequest & Reading): DraftDifference {
  const { baseline, candidate, metrics, policy, versions, obstacle, judgeSamples, sequence } = request;
  const { alpha } = policy;
  const { name, kind } = metrics.baseline;
  const { higherIsBetter, directionFrom } = metricDirection(baseline.experiment, metrics.baseline, policy);
  const items = versions?.pairing.unchanged ?? Math.max(baseline.itemCount, candidate.itemCount);
  const dropped = droppedPairs(sample, { items, obstacle });
  const sides = {
    baseline: { metric: metrics.baseline, isComplete: baseline.isComplete },
    candidate: { metric: metrics.candidate, isComplete: candidate.isComplete },
  };
  const range = rangeOf(sample, request);
  const missingInBoth = dropped.reasons.missing_in_both ?? 0;
  const fills = worstCaseFills(sample, { sides, missingInBoth, range });
  const setting = { kind, range, fills, alpha };
  const adjusted = adjust(sample, request);
  const adjustedFills = fills === null ? null : adjustFills(fills, { sample, adjusted: adjusted.sample });
  const fixed = decideDifference(adjusted.sample, { ...setting, fills: adjustedFills });
  const decided =
    sequence === null
      ? decideByItems(sample, {
          fixed,
          setting,
          adjusted: { sample: adjusted.sample, fills: adjustedFills },
          margin: policy.margins[name] ?? null,
        })
      : decideBySequence(fixed, sequence);
  const { leaveOneOut, unseenItems } = decided;
  const reliability = differenceReliability(sample, {
    sides,
    alpha,
    judgeSamples,
    leaveOneOut,
    unseenItems,
    missingBounds: fixed.missingBounds,
  });
  const means = {
    baselineMean: describe(sample.baseline).mean,
    candidateMean: describe(sample.candidate).mean,
  };
  const figures = {
    metric: name,
    kind,
    role: request.role,
    higherIsBetter,
    directionFrom,
    range,
    dropped,
    reliability,
    candidateId: candidate.experiment.id,
    baselineId: baseline.experiment.id,
    ...decided.figures,
    ...means,
    relative: relativeDifference({ ...means, ...decided.figures, range }),
    correlation: pearsonCorrelation({ x: sample.baseline, y: sample.candidate }, { level: 1 - alpha })
      .correlation,
    adjustment: adjusted.adjustment,
    effect: effectSize(sample),
    ...winTieLoss(higherIsBetter ? sample.differences : sample.differences.map((difference) => -difference)),
    power: differencePower(fixed, alpha),
    items: itemDifferences(sample),
    notes: [
      ...differenceNotes(fixed, reliability, sample.unclusteredItems),
      ...failureNotes(request.failureValue, { policy, sides }),
      ...(adjusted.note === null ? [] : [adjusted.note]),
      ...decided.notes,
    ],
  };
  const { equivalence, intervalAt } = decided;
  const why = { test: obstacle ?? fixed.undefinedReason, sequence };
  const unknown = unknownFields(sample);
  return {
    slices: sliceDifference(
      { metric: name, kind, range, candidateId: figures.candidateId, higherIsBetter },
      { sample, policy },
    ),
    unknownFields: unknown.slices,
    failureValue: request.failureValue,
    figures: { ...figures, undefinedReasons: undefinedReasons({ ...figures, equivalence }, why) },
    equivalence,
    intervalAt,
    evidence: {
      test: fixed,
      higherIsBetter,
      obstacle,
      timeOuts: request.timeOuts,
      clusters: fixed.clusters,
      isClusterFieldUnknown: unknown.isClusterField,
      unseenItems: reliability.unseenItems,
      missingItems: fixed.missingBounds?.items ?? 0,
      missingShare: items === 0 ? 0 : dropped.total / items,
      differentialFailure: range === null ? reliability.differentialFailure : null,
      sequence,
    },
  };
}

/** The sample as the policy's covariate adjusts it; as it is if there is none, and for all but the primary metric. */
function adjust(
  sample: PairedSample,
  { policy: { covariate }, covariates, role, obstacle }: MetricRequest & Reading,
): AdjustedSample {
  return covariate === null || covariates === null || role !== "primary" || obstacle !== null
    ? { sample, adjustment: null, note: null }
    : adjustSample(sample, { covariate, values: covariates });
}

/** Values outside the declared range, which old rows can hold, make a metric unbounded. */
function rangeOf(sample: PairedSample, { baseline, metrics }: MetricRequest): MetricDifference["range"] {
  const range = metricRange(baseline.experiment, metrics.baseline, sample.isUnit);
  if (range === null || !range.isDeclared) return range;
  const sides = [sample.baseline, sample.candidate, sample.baselineOnly, sample.candidateOnly];
  return sides.every((values) => values.every((value) => isWithinRange(value, range))) ? range : null;
}
