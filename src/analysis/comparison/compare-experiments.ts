import { ComparisonRequestInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { Store } from "../../domain/store.js";
import { readCovariate } from "../covariate/read-covariate.js";
import { type PairedVersions, pairVersions } from "../items/pair-versions.js";
import { anchorDrift } from "../judge/anchor-drift.js";
import { labelCorrections } from "../judge/label-corrections.js";
import { type Looks, readSequences } from "../sequence/read-sequences.js";
import { compareTails } from "../tails/compare-tails.js";
import { chooseWinner } from "./choose-winner.js";
import { compareMetric, type DraftDifference } from "./compare-metric.js";
import { compareSlices } from "./compare-slices.js";
import { type ComparisonSide, describeSide, findMetric } from "./comparison-side.js";
import { comparisonWarnings } from "./comparison-warnings.js";
import { correctVerdicts } from "./correct-verdicts.js";
import { firstDeclaredScore } from "./first-declared-score.js";
import { heedLabels } from "./heed-labels.js";
import { namedBefore } from "./named-before.js";
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
  const sides: ComparisonSide[] = [];
  for (const experiment of request.experiments)
    sides.push(
      await describeSide(store, experiment, {
        baselineId: request.baselineId,
        clusterBy: request.policy.clusterBy,
      }),
    );
  const baseline = sides.find((side) => side.compared.isBaseline) as ComparisonSide;
  const scores = baseline.compared.metrics.filter(({ kind }) => kind === "score");
  const firstScore = firstDeclaredScore(baseline.experiment, scores);
  const primary = request.policy.primaryMetric ?? firstScore;
  const policy = { ...request.policy, primaryMetric: primary };
  const looks = await readSequences(store, { ...request, policy, sides });
  const covariates = await readCovariates(store, { ...request, policy });
  const couples = await pairSides(store, sides);
  const drafts = await draftAll(store, { couples, policy, looks, covariates });
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
  const isOfBaseline = ({ figures }: DraftDifference): boolean => figures.baselineId === request.baselineId;
  const isPrimary = ({ role }: { readonly role: string }): boolean => role === "primary";
  const ofPrimary = settled.filter(isPrimary);
  const pairs = variantPairs(
    drafts.filter(({ figures }) => isPrimary(figures)),
    { settled: ofPrimary, policy },
  );
  const differences = settled.filter(({ baselineId }) => baselineId === request.baselineId);
  const judgeDrift = await anchorDrift(store, baseline.experiment);
  const experiments = sides.map((side) => side.compared);
  const higherIsBetter = ofPrimary[0]?.higherIsBetter ?? true;
  const declared = baseline.experiment.comparePolicy ?? null;
  const named = namedBefore({ policy, declared, firstScore, differences });
  const versions = couples.flatMap(({ baseline: side, versions: paired }) =>
    paired !== null && side.compared.isBaseline ? [paired.pairing] : [],
  );
  return {
    schemaVersion: 3,
    datasetName: baseline.experiment.datasetName,
    datasetVersion: baseline.experiment.datasetVersion,
    itemCount: baseline.itemCount,
    policy,
    named,
    baselineId: request.baselineId,
    experiments,
    differences,
    tails: await compareTails(store, {
      sides,
      policy,
      excludedOf: (candidateId) => excludedBy(couples, { baselineId: request.baselineId, candidateId }),
    }),
    versions,
    pairs,
    winner: chooseWinner(
      { metric: primary, higherIsBetter, experiments, pairs, primary: ofPrimary, differences },
      named,
    ),
    slices: compareSlices(
      drafts.filter(isOfBaseline).map(({ slices }) => slices),
      policy,
    ),
    sequential: looks.section,
    labelCorrections: settled.flatMap(({ metric, candidateId, baselineId, labelObjection }, index) => {
      const correction = labels.corrections[index]?.correction;
      return correction === undefined || baselineId !== request.baselineId
        ? []
        : [{ metric, candidateId, correction, objection: labelObjection }];
    }),
    judgeDrift,
    warnings: [
      ...comparisonWarnings(sides, baseline, {
        clusterBy: policy.clusterBy,
        areFailuresScored: policy.missing.failed !== undefined,
        unknownFields: drafts.filter(isOfBaseline).map((draft) => draft.unknownFields),
        versions,
        oneSidedLabels: labels.oneSided,
      }),
      ...judgeDrift.filter(({ drifted }) => drifted === true).map(({ sentence }) => sentence),
    ],
  };
}

/** Drafts of each candidate against the baseline on each metric both have, and of all pairs on the primary one, which is first. */
async function draftAll(
  store: Store,
  {
    couples,
    policy,
    looks,
    covariates,
  }: {
    readonly couples: readonly SideCouple[];
    readonly policy: ComparisonPolicy;
    readonly looks: Looks;
    readonly covariates: ReadonlyMap<string, number> | null;
  },
): Promise<readonly DraftDifference[]> {
  const drafts: DraftDifference[] = [];
  for (const { baseline, candidate, versions } of couples) {
    const isPrimary = ({ name }: MetricSummary): boolean => name === policy.primaryMetric;
    const { metrics } = baseline.compared;
    for (const metric of [...metrics.filter(isPrimary), ...metrics.filter((one) => !isPrimary(one))]) {
      const other = findMetric(candidate, metric.name);
      if (other === undefined || !(isPrimary(metric) || baseline.compared.isBaseline)) continue;
      const place = { metric: metric.name, ids: [baseline.experiment.id, candidate.experiment.id] as const };
      drafts.push(
        await compareMetric(store, {
          baseline,
          candidate,
          metrics: { baseline: metric, candidate: other },
          role: isPrimary(metric) ? "primary" : "secondary",
          // Slices are of candidates against the baseline.
          policy: baseline.compared.isBaseline ? policy : { ...policy, sliceBy: [] },
          versions,
          covariates,
          sequence: looks.find(place),
        }),
      );
    }
  }
  return drafts;
}

/** Two sides; where one is the baseline, it is the pair's baseline. */
interface SideCouple {
  readonly baseline: ComparisonSide;
  readonly candidate: ComparisonSide;
  /** Which items are the same, where their dataset versions differ. */
  readonly versions: PairedVersions | null;
}

async function pairSides(store: Store, sides: readonly ComparisonSide[]): Promise<readonly SideCouple[]> {
  const couples: SideCouple[] = [];
  for (const { baseline, candidate } of pairsOf(sides)) {
    const experiments = { baseline: baseline.experiment, candidate: candidate.experiment };
    couples.push({ baseline, candidate, versions: await pairVersions(store, experiments) });
  }
  return couples;
}

/** The items that are not the same in the dataset versions of two sides; null where the version is. */
function excludedBy(
  couples: readonly SideCouple[],
  { baselineId, candidateId }: Pick<MetricDifference, "baselineId" | "candidateId">,
): ReadonlySet<string> | null {
  const couple = couples.find(
    ({ baseline, candidate }) =>
      baseline.experiment.id === baselineId && candidate.experiment.id === candidateId,
  );
  return couple?.versions?.excluded ?? null;
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

/** All pairs of sides; where one is the baseline, it is the pair's baseline. */
function pairsOf(sides: readonly ComparisonSide[]) {
  return sides.flatMap((first, index) =>
    sides
      .slice(index + 1)
      .map((second) =>
        second.compared.isBaseline
          ? { baseline: second, candidate: first }
          : { baseline: first, candidate: second },
      ),
  );
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
