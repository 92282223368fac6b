import { ComparisonRequestInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { readCovariate } from "../covariate/read-covariate.js";
import { anchorDrift } from "../judge/anchor-drift.js";
import { type LabelCorrections, labelCorrections } from "../judge/label-corrections.js";
import { readSequences } from "../sequence/read-sequences.js";
import { compareTails } from "../tails/compare-tails.js";
import { chooseWinner } from "./choose-winner.js";
import { compareSlices } from "./compare-slices.js";
import { type ComparisonSide, describeSide } from "./comparison-side.js";
import { comparisonWarnings } from "./comparison-warnings.js";
import { correctVerdicts } from "./correct-verdicts.js";
import { draftDifferences } from "./draft-differences.js";
import { firstDeclaredScore } from "./first-declared-score.js";
import { heedLabels } from "./heed-labels.js";
import { namedBefore } from "./named-before.js";
import { excludedBy, pairSides, type SideCouple } from "./pair-sides.js";
import { rankVariants } from "./rank-variants.js";
import { variantPairs } from "./variant-pairs.js";

/** What to compare; the baseline is one of the experiments. */
export interface ComparisonRequest {
  readonly experiments: readonly Experiment[];
  readonly baselineId: string;
  readonly policy: ComparisonPolicy;
}

/**
 * Compares each experiment with the baseline on each metric both have, and all with each other on the primary
 * metric, paired by item.
 *
 * Memory  some numbers per item of one metric and pair of experiments at a time; no rows are kept.
 * @throws ComparisonRequestInvalidError for fewer than two experiments, one of them twice, or a foreign baseline.
 * @throws CovariateInvalidError, ExperimentNotFoundError for a covariate that is missing for items, or was not known before.
 * @throws StoredValueInvalidError when the store holds a value that is not a finite number.
 */
export async function compareExperiments(
  store: Store,
  request: ComparisonRequest,
): Promise<ComparisonReport> {
  requireDistinct(request);
  const { baselineId } = request;
  const { sides, baseline, firstScore, policy, looks, couples, drafts, labels, settled } =
    await decideDifferences(store, request);
  const draftsOfBaseline = drafts.filter(({ figures }) => figures.baselineId === baselineId);
  const differences = settled.filter((difference) => difference.baselineId === baselineId);
  const ofPrimary = settled.filter(({ role }) => role === "primary");
  const pairs = variantPairs(
    drafts.filter(({ figures }) => figures.role === "primary"),
    { settled: ofPrimary, policy },
  );
  const judgeDrift = await anchorDrift(store, baseline.experiment);
  const experiments = sides.map((side) => side.compared);
  const higherIsBetter = ofPrimary[0]?.higherIsBetter ?? true;
  const declared = baseline.experiment.comparePolicy ?? null;
  const named = namedBefore({ policy, declared, firstScore, differences });
  const versions = versionPairings(couples);
  const excludedOf = (candidateId: string) => excludedBy(couples, { baselineId, candidateId });
  return {
    schemaVersion: 3,
    datasetName: baseline.experiment.datasetName,
    datasetVersion: baseline.experiment.datasetVersion,
    itemCount: baseline.itemCount,
    policy,
    named,
    baselineId,
    experiments,
    differences,
    tails: await compareTails(store, { sides, policy, excludedOf }),
    versions,
    pairs,
    standings: rankVariants(
      experiments.map(({ id }) => id),
      ofPrimary,
    ),
    winner: chooseWinner(
      { metric: policy.primaryMetric, higherIsBetter, experiments, pairs, primary: ofPrimary, differences },
      named,
    ),
    slices: compareSlices(
      draftsOfBaseline.map(({ slices }) => slices),
      policy,
    ),
    sequential: looks.section,
    labelCorrections: correctionsOf(settled, labels, baselineId),
    judgeDrift,
    warnings: [
      ...comparisonWarnings(sides, baseline, {
        clusterBy: policy.clusterBy,
        areFailuresScored: policy.missing.failed !== undefined,
        unknownFields: draftsOfBaseline.map((draft) => draft.unknownFields),
        versions,
        oneSidedLabels: labels.oneSided,
      }),
      ...judgeDrift.filter(({ drifted }) => drifted === true).map(({ sentence }) => sentence),
    ],
  };
}

/** Reads the sides and decides about each difference, each in its family and before people's labels. */
async function decideDifferences(store: Store, request: ComparisonRequest) {
  const sides = await describeSides(store, request);
  const baseline = sides.find((side) => side.compared.isBaseline) as ComparisonSide;
  const scores = baseline.compared.metrics.filter(({ kind }) => kind === "score");
  const firstScore = firstDeclaredScore(baseline.experiment, scores);
  const policy = { ...request.policy, primaryMetric: request.policy.primaryMetric ?? firstScore };
  const looks = await readSequences(store, { ...request, policy, sides });
  const covariates = await readCovariates(store, { ...request, policy });
  const couples = await pairSides(store, sides);
  const drafts = await draftDifferences(store, { couples, policy, looks, covariates });
  const judged = correctVerdicts(drafts, policy);
  const labels = await labelCorrections(
    store,
    judged.map((difference, index) => ({
      difference,
      without: excludedBy(couples, difference),
      failureValue: drafts[index]?.failureValue ?? null,
    })),
    policy,
  );
  const settled = judged.map((difference, index) =>
    heedLabels(difference, labels.corrections[index] ?? null, policy),
  );
  return { sides, baseline, firstScore, policy, looks, couples, drafts, labels, settled };
}

async function describeSides(
  store: Store,
  { experiments, baselineId, policy: { clusterBy } }: ComparisonRequest,
): Promise<readonly ComparisonSide[]> {
  const sides: ComparisonSide[] = [];
  for (const experiment of experiments)
    sides.push(await describeSide(store, experiment, { baselineId, clusterBy }));
  return sides;
}

/** The covariate of each item, of the baseline's dataset version; null where the policy names none. */
async function readCovariates(
  store: Store,
  { experiments, baselineId, policy: { covariate } }: ComparisonRequest,
): Promise<ReadonlyMap<string, number> | null> {
  const baseline = experiments.find(({ id }) => id === baselineId);
  if (covariate === null || baseline === undefined) return null;
  const { datasetId, datasetVersion } = baseline;
  const starts = experiments.map(({ name, startedAt, createdAt }) => ({ name, at: startedAt ?? createdAt }));
  return await readCovariate(store, covariate, { datasetId, datasetVersion, starts });
}

/** How the dataset versions of candidates and baseline differ, where they do. */
function versionPairings(couples: readonly SideCouple[]): ComparisonReport["versions"] {
  return couples.flatMap(({ baseline, versions }) =>
    versions !== null && baseline.compared.isBaseline ? [versions.pairing] : [],
  );
}

/** What labels say of the differences from the baseline. */
function correctionsOf(
  settled: readonly MetricDifference[],
  { corrections }: LabelCorrections,
  asked: string,
): ComparisonReport["labelCorrections"] {
  return settled.flatMap(({ metric, candidateId, baselineId, labelObjection }, index) => {
    const correction = corrections[index]?.correction;
    return correction === undefined || baselineId !== asked
      ? []
      : [{ metric, candidateId, correction, objection: labelObjection }];
  });
}

function requireDistinct({ experiments, baselineId }: ComparisonRequest): void {
  if (experiments.length < 2) {
    throw new ComparisonRequestInvalidError(
      `A comparison needs at least two experiments, received ${experiments.length}.`,
    );
  }
  const twice = experiments.find(({ id }, index) =>
    experiments.some((other, place) => other.id === id && place > index),
  );
  if (twice !== undefined) {
    throw new ComparisonRequestInvalidError(
      `Experiment "${twice.name}" is named twice. Compare different experiments: against itself every difference is zero.`,
    );
  }
  if (!experiments.some(({ id }) => id === baselineId)) {
    throw new ComparisonRequestInvalidError(
      `The baseline ${baselineId} is not among the compared experiments: ${experiments.map(({ name }) => name).join(", ")}.`,
    );
  }
}
