import { ComparisonRequestInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { readCovariate } from "../covariate/read-covariate.js";
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
  const primary =
    request.policy.primaryMetric ??
    baseline.compared.metrics.find(({ kind }) => kind === "score")?.name ??
    null;
  const policy = { ...request.policy, primaryMetric: primary };
  const looks = await readSequences(store, { ...request, policy, sides });
  const covariates = await readCovariates(store, { ...request, policy });
  const { pairs: couples, drafts } = await draftAll(store, { sides, policy, looks, covariates });
  const settled = correctVerdicts(drafts, policy);
  const isOfBaseline = ({ figures }: DraftDifference): boolean => figures.baselineId === request.baselineId;
  const isPrimary = ({ role }: { readonly role: string }): boolean => role === "primary";
  const pairs = variantPairs(couples, { settled: settled.filter(isPrimary), policy });
  const differences = settled.filter(({ baselineId }) => baselineId === request.baselineId);
  const judgeDrift = await anchorDrift(store, baseline.experiment);
  const experiments = sides.map((side) => side.compared);
  const kind = primary === null ? undefined : findMetric(baseline, primary)?.kind;
  const higherIsBetter = settled.find(isPrimary)?.higherIsBetter ?? kind === "score";
  return {
    schemaVersion: 3,
    datasetName: baseline.experiment.datasetName,
    datasetVersion: baseline.experiment.datasetVersion,
    itemCount: baseline.itemCount,
    policy,
    baselineId: request.baselineId,
    experiments,
    differences,
    tails: await compareTails(store, { sides, policy }),
    pairs,
    winner: chooseWinner({ metric: primary, higherIsBetter, experiments, pairs }),
    slices: compareSlices(
      drafts.filter(isOfBaseline).map(({ slices }) => slices),
      policy,
    ),
    sequential: looks.section,
    labelCorrections: await labelCorrections(store, differences, { level: 1 - policy.alpha }),
    judgeDrift,
    warnings: [
      ...comparisonWarnings(sides, baseline, {
        clusterBy: policy.clusterBy,
        areFailuresScored: policy.missing.failed !== undefined,
        unknownFields: drafts.filter(isOfBaseline).map((draft) => draft.unknownFields),
      }),
      ...judgeDrift.filter(({ drifted }) => drifted === true).map(({ sentence }) => sentence),
    ],
  };
}

/** Drafts of each candidate against the baseline on each metric both have, and of all pairs on the primary one. */
async function draftAll(
  store: Store,
  {
    sides,
    policy,
    looks,
    covariates,
  }: {
    readonly sides: readonly ComparisonSide[];
    readonly policy: ComparisonPolicy;
    readonly looks: Looks;
    readonly covariates: ReadonlyMap<string, number> | null;
  },
): Promise<{ readonly drafts: readonly DraftDifference[]; readonly pairs: readonly DraftDifference[] }> {
  const drafts: DraftDifference[] = [];
  for (const { baseline, candidate } of pairsOf(sides)) {
    for (const metric of baseline.compared.metrics) {
      const other = findMetric(candidate, metric.name);
      const isPrimary = metric.name === policy.primaryMetric;
      if (other === undefined || !(isPrimary || baseline.compared.isBaseline)) continue;
      const place = { metric: metric.name, ids: [baseline.experiment.id, candidate.experiment.id] as const };
      drafts.push(
        await compareMetric(store, {
          baseline,
          candidate,
          metrics: { baseline: metric, candidate: other },
          role: isPrimary ? "primary" : "secondary",
          // Slices are of candidates against the baseline.
          policy: baseline.compared.isBaseline ? policy : { ...policy, sliceBy: [] },
          covariates,
          sequence: looks.find(place),
        }),
      );
    }
  }
  return { drafts, pairs: drafts.filter(({ figures }) => figures.role === "primary") };
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
