import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Interval, MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { Store } from "../../domain/store.js";
import { bootstrapMean } from "../../statistics/bootstrap/bootstrap-mean.js";
import { describe } from "../../statistics/describe.js";
import { wilcoxonSignedRank } from "../../statistics/hypothesis-tests/wilcoxon-signed-rank.js";
import { createRandom } from "../../statistics/seeded-random.js";
import { winTieLoss } from "../../statistics/win-tie-loss.js";
import { droppedPairs } from "../items/dropped-pairs.js";
import { itemDifferences } from "../items/item-differences.js";
import type { PairedSample } from "../items/paired-sample.js";
import { readPairs } from "../items/read-pairs.js";
import { judgeSampleVariance } from "../judge/judge-sample-variance.js";
import type { ComparisonSide } from "./comparison-side.js";
import { differenceNotes } from "./difference-notes.js";
import { differencePower } from "./difference-power.js";
import { differenceReliability } from "./difference-reliability.js";
import { effectSize } from "./effect-size.js";
import { emptySample } from "./empty-sample.js";
import type { Evidence } from "./evidence.js";
import { incomparability } from "./incomparability.js";
import { type SlicedDifference, sliceDifference } from "./slice-difference.js";
import { type SingleEquivalence, testEquivalence } from "./test-equivalence.js";
import { SEED, testPairs } from "./test-pairs.js";
import { undefinedReasons } from "./undefined-reasons.js";
import { unknownFields } from "./unknown-fields.js";

/** Above so many pairs the bootstrap takes seconds and the t interval needs no second opinion. */
const BOOTSTRAP_LIMIT = 1_000;

/** A difference whose verdict waits for the other tests of its family. */
export interface DraftDifference {
  readonly figures: Omit<
    MetricDifference,
    "pValueAdjusted" | "familySize" | "equivalence" | "verdict" | "reason"
  >;
  readonly equivalence: SingleEquivalence | null;
  readonly evidence: Omit<Evidence, "family" | "equivalence">;
  readonly slices: SlicedDifference;
  /** Metadata fields of the policy that no paired item has. */
  readonly unknownFields: readonly string[];
}

/** What to compare. */
export interface MetricRequest {
  readonly baseline: ComparisonSide;
  readonly candidate: ComparisonSide;
  readonly metrics: { readonly baseline: MetricSummary; readonly candidate: MetricSummary };
  readonly role: MetricDifference["role"];
  readonly policy: ComparisonPolicy;
}

/** Compares two sides on one metric, paired by item. */
export async function compareMetric(store: Store, request: MetricRequest): Promise<DraftDifference> {
  const { baseline, candidate, metrics, policy } = request;
  const obstacle = incomparability(
    { experiment: baseline.experiment, metric: metrics.baseline },
    { experiment: candidate.experiment, metric: metrics.candidate },
  );
  const sample =
    obstacle === null
      ? await readPairs(store, { baseline, candidate, metric: metrics.baseline }, policy)
      : emptySample;
  const noise = async ({ experiment }: ComparisonSide): Promise<number | null> =>
    obstacle === null && metrics.baseline.kind === "score"
      ? await judgeSampleVariance(store, experiment, metrics.baseline.name)
      : null;
  const judgeSamples = { baseline: await noise(baseline), candidate: await noise(candidate) };
  return draftDifference(sample, { ...request, obstacle, judgeSamples });
}

interface JudgeSamples {
  readonly baseline: number | null;
  readonly candidate: number | null;
}

function draftDifference(
  sample: PairedSample,
  {
    baseline,
    candidate,
    metrics,
    role,
    policy,
    obstacle,
    judgeSamples,
  }: MetricRequest & { readonly obstacle: string | null; readonly judgeSamples: JudgeSamples },
): DraftDifference {
  const { name, kind } = metrics.baseline;
  const level = 1 - policy.alpha;
  const higherIsBetter = policy.higherIsBetter[name] ?? kind === "score";
  const { undefinedReason, ...tests } = testPairs(sample, level);
  const items = Math.max(baseline.itemCount, candidate.itemCount);
  const dropped = droppedPairs(sample, { items, obstacle });
  const reliability = differenceReliability(sample, {
    sides: {
      baseline: { metric: metrics.baseline, isComplete: baseline.isComplete },
      candidate: { metric: metrics.candidate, isComplete: candidate.isComplete },
    },
    missingInBoth: dropped.reasons.missing_in_both ?? 0,
    alpha: policy.alpha,
    judgeSamples,
  });
  const margin = policy.margins[name];
  const equivalence = margin === undefined ? null : testEquivalence(tests, { margin, alpha: policy.alpha });
  const bootstrap = bootstrapInterval(sample, level);
  const figures = {
    metric: name,
    kind,
    role,
    higherIsBetter,
    dropped,
    reliability,
    candidateId: candidate.experiment.id,
    baselineId: baseline.experiment.id,
    ...tests,
    baselineMean: describe(sample.baseline).mean,
    candidateMean: describe(sample.candidate).mean,
    bootstrapInterval: bootstrap.interval,
    pValueWilcoxon: wilcoxonPValue(sample.differences),
    effect: effectSize(sample),
    ...winTieLoss(higherIsBetter ? sample.differences : sample.differences.map((difference) => -difference)),
    power: differencePower(tests, policy.alpha),
    items: itemDifferences(sample),
    notes: differenceNotes({ ...tests, undefinedReason }, reliability, sample.unclusteredItems),
  };
  const why = { test: obstacle ?? undefinedReason, bootstrap: bootstrap.reason };
  const unknown = unknownFields(sample);
  return {
    slices: sliceDifference(
      { metric: name, kind, candidateId: figures.candidateId, higherIsBetter },
      { sample, policy },
    ),
    unknownFields: unknown.slices,
    figures: { ...figures, undefinedReasons: undefinedReasons({ ...figures, equivalence }, why) },
    equivalence,
    evidence: {
      test: { ...tests, undefinedReason },
      pValueSignFlip: tests.pValueSignFlip,
      higherIsBetter,
      obstacle,
      clusters: tests.clusters,
      isClusterFieldUnknown: unknown.isClusterField,
      binary: tests.binary,
      missingShare: items === 0 ? 0 : dropped.total / items,
      differentialFailure: reliability.differentialFailure,
    },
  };
}

function wilcoxonPValue(differences: readonly number[]): number | null {
  const { pValueExact, pValueNormalCorrected } = wilcoxonSignedRank(differences);
  return pValueExact ?? pValueNormalCorrected;
}

function bootstrapInterval(
  { differences, clusters }: PairedSample,
  level: number,
): { readonly interval: Interval | null; readonly reason: string | null } {
  if (differences.length > BOOTSTRAP_LIMIT)
    return {
      interval: null,
      reason: `more than ${BOOTSTRAP_LIMIT} pairs: the t interval needs no second opinion`,
    };
  const random = createRandom(SEED);
  const { bca, undefinedReason } = bootstrapMean(differences, {
    random,
    level,
    ...(clusters === null ? {} : { clusters }),
  });
  return { interval: undefinedReason === null ? bca : null, reason: null };
}
