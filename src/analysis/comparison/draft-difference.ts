import type { BySide } from "../../domain/comparison/by-side.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { Interval, MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { isWithinRange } from "../../domain/score/is-within-range.js";
import { pearsonCorrelation } from "../../statistics/correlation/pearson-correlation.js";
import { describe } from "../../statistics/describe.js";
import { winTieLoss } from "../../statistics/win-tie-loss.js";
import { adjustFills } from "../covariate/adjust-fills.js";
import { type AdjustedSample, adjustSample } from "../covariate/adjust-sample.js";
import { droppedPairs } from "../items/dropped-pairs.js";
import { itemDifferences } from "../items/item-differences.js";
import type { PairedVersions } from "../items/pair-versions.js";
import type { PairedSample } from "../items/paired-sample.js";
import type { ComparisonSide } from "./comparison-side.js";
import type { SingleEquivalence } from "./decide-bounds.js";
import { decideDifference } from "./decide-difference.js";
import { differenceNotes, failureNotes } from "./difference-notes.js";
import { differencePower } from "./difference-power.js";
import { differenceReliability } from "./difference-reliability.js";
import { effectSize } from "./effect-size.js";
import type { Evidence } from "./evidence.js";
import { decideByItems } from "./item-figures.js";
import { metricDirection } from "./metric-direction.js";
import { metricRange } from "./metric-range.js";
import { relativeDifference } from "./relative-difference.js";
import { decideBySequence } from "./sequence-figures.js";
import { type SlicedDifference, sliceDifference } from "./slice-difference.js";
import { undefinedReasons } from "./undefined-reasons.js";
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
export interface MetricRequest extends BySide<ComparisonSide> {
  readonly metrics: BySide<MetricSummary>;
  readonly role: MetricDifference["role"];
  readonly policy: ComparisonPolicy;
  /** Set when the two ran over different versions of the dataset. */
  readonly versions: PairedVersions | null;
  /** Of the primary metric, where the policy names one: the covariate of each item. */
  readonly covariates: ReadonlyMap<string, number> | null;
  /** Set when the two were looked at while they ran: it alone decides. */
  readonly sequence: SequentialResult | null;
}

/** What was found out about two sides beside their pairs. */
interface Reading extends MetricRequest {
  readonly obstacle: string | null;
  readonly timeOuts: string | null;
  readonly failureValue: number | null;
  readonly judgeSamples: BySide<number | null>;
}

/** Draws up one difference from its pairs: the figures, and the evidence for its verdict. */
export function draftDifference(sample: PairedSample, reading: Reading): DraftDifference {
  const { baseline, candidate, metrics, policy, versions, obstacle, sequence } = reading;
  const { name, kind } = metrics.baseline;
  const { higherIsBetter, directionFrom } = metricDirection(baseline.experiment, metrics.baseline, policy);
  const items = versions?.pairing.unchanged ?? Math.max(baseline.itemCount, candidate.itemCount);
  const dropped = droppedPairs(sample, { items, obstacle });
  const decision = decide(sample, reading, dropped.reasons.missing_in_both ?? 0);
  const { range, fixed, decided } = decision;
  const reliability = reliabilityOf(sample, reading, decision);
  const figures = {
    metric: name,
    kind,
    role: reading.role,
    higherIsBetter,
    directionFrom,
    range,
    dropped,
    reliability,
    candidateId: candidate.experiment.id,
    baselineId: baseline.experiment.id,
    ...describePairs(sample, { higherIsBetter, range, level: 1 - policy.alpha, decided }),
    adjustment: decision.adjusted.adjustment,
    power: differencePower(fixed, policy.alpha),
    notes: [
      ...differenceNotes(fixed, reliability, sample.unclusteredItems),
      ...failureNotes(reading.failureValue, { policy, sides: decision.sides }),
      ...(decision.adjusted.note === null ? [] : [decision.adjusted.note]),
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
    failureValue: reading.failureValue,
    figures: { ...figures, undefinedReasons: undefinedReasons({ ...figures, equivalence }, why) },
    equivalence,
    intervalAt,
    evidence: {
      test: fixed,
      higherIsBetter,
      obstacle,
      timeOuts: reading.timeOuts,
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

/** What decides, and what it was decided from. */
type Decision = ReturnType<typeof decide>;

/** Decides by a fixed number of items or by the sequence, missing values and covariate included. */
function decide(sample: PairedSample, reading: Reading, missingInBoth: number) {
  const { baseline, candidate, metrics, policy, sequence } = reading;
  const { alpha, margins } = policy;
  const { name, kind } = metrics.baseline;
  const sides = {
    baseline: { metric: metrics.baseline, isComplete: baseline.isComplete },
    candidate: { metric: metrics.candidate, isComplete: candidate.isComplete },
  };
  const range = rangeOf(sample, reading);
  const fills = worstCaseFills(sample, { sides, missingInBoth, range });
  const setting = { kind, range, fills, alpha };
  const adjusted = adjust(sample, reading);
  const adjustedFills = fills === null ? null : adjustFills(fills, { sample, adjusted: adjusted.sample });
  const fixed = decideDifference(adjusted.sample, { ...setting, fills: adjustedFills });
  const decided =
    sequence === null
      ? decideByItems(sample, {
          fixed,
          setting,
          adjusted: { sample: adjusted.sample, fills: adjustedFills },
          margin: margins[name] ?? null,
        })
      : decideBySequence(fixed, sequence);
  return { sides, range, adjusted, fixed, decided };
}

function reliabilityOf(
  sample: PairedSample,
  { policy: { alpha }, judgeSamples }: Reading,
  { sides, fixed: { missingBounds }, decided: { leaveOneOut, unseenItems } }: Decision,
): MetricDifference["reliability"] {
  return differenceReliability(sample, {
    sides,
    alpha,
    judgeSamples,
    leaveOneOut,
    unseenItems,
    missingBounds,
  });
}

/** The pairs as they are, with the figures of what decides about them. */
function describePairs(
  sample: PairedSample,
  {
    higherIsBetter,
    range,
    level,
    decided: { figures },
  }: Pick<Decision, "range" | "decided"> & { readonly higherIsBetter: boolean; readonly level: number },
) {
  const { baseline, candidate, differences } = sample;
  const means = { baselineMean: describe(baseline).mean, candidateMean: describe(candidate).mean };
  return {
    ...figures,
    ...means,
    relative: relativeDifference({ ...means, ...figures, range }),
    correlation: pearsonCorrelation({ x: baseline, y: candidate }, { level }).correlation,
    effect: effectSize(sample),
    ...winTieLoss(higherIsBetter ? differences : differences.map((difference) => -difference)),
    items: itemDifferences(sample),
  };
}

/** The sample as the policy's covariate adjusts it; as it is if there is none, and for all but the primary metric. */
function adjust(
  sample: PairedSample,
  { policy: { covariate }, covariates, role, obstacle }: Reading,
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

/** Metadata fields that none of the paired items has: most likely mistyped. */
function unknownFields({ slices, clusters, unclusteredItems, differences }: PairedSample): {
  readonly slices: readonly string[];
  readonly isClusterField: boolean;
} {
  if (differences.length === 0) return { slices: [], isClusterField: false };
  return {
    slices: [...slices]
      .filter(([, values]) => values.every((value) => value === null))
      .map(([field]) => field),
    isClusterField: clusters !== null && unclusteredItems === differences.length,
  };
}
