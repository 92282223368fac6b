import { ComparisonRequestInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { anchorDrift } from "../judge/anchor-drift.js";
import { labelCorrections } from "../judge/label-corrections.js";
import { applySequence, applySequenceToPair } from "../sequence/apply-sequence.js";
import { secondarySequences } from "../sequence/secondary-sequences.js";
import { sequentialSection } from "../sequence/sequential-section.js";
import { chooseWinner } from "./choose-winner.js";
import { compareMetric, type DraftDifference } from "./compare-metric.js";
import { comparePairs } from "./compare-pairs.js";
import { compareSlices } from "./compare-slices.js";
import { type ComparisonSide, describeSide, findMetric } from "./comparison-side.js";
import { comparisonWarnings } from "./comparison-warnings.js";
import { incomparability } from "./incomparability.js";
import { settleVerdicts } from "./settle-verdicts.js";

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
 * @throws StoredValueInvalidError when the store holds a value that is not a finite number.
 */
export async function compareExperiments(
  store: Store,
  request: ComparisonRequest,
): Promise<ComparisonReport> {
  requireDistinct(request);
  const sides: ComparisonSide[] = [];
  for (const experiment of request.experiments)
    sides.push(await describeSide(store, experiment, request.baselineId));
  const baseline = sides.find((side) => side.compared.isBaseline) as ComparisonSide;
  const primary =
    request.policy.primaryMetric ??
    baseline.compared.metrics.find(({ kind }) => kind === "score")?.name ??
    null;
  const policy = { ...request.policy, primaryMetric: primary };
  const drafts: DraftDifference[] = [];
  for (const candidate of sides.filter((side) => side !== baseline)) {
    for (const metric of baseline.compared.metrics) {
      const other = findMetric(candidate, metric.name);
      if (other === undefined) continue;
      const role = metric.name === primary ? "primary" : "secondary";
      const metrics = { baseline: metric, candidate: other };
      drafts.push(await compareMetric(store, { baseline, candidate, metrics, role, policy }));
    }
  }
  const looks = { ...request, policy };
  const sequential = await sequentialSection(store, {
    ...looks,
    mayCompare: ({ baseline: one, candidate: two }) =>
      primary !== null && mayCompare(sides, { metric: primary, ids: [one.id, two.id] }),
  });
  const sequences = [
    ...(sequential?.results ?? []),
    ...(await secondarySequences(store, { ...looks, drafts })),
  ];
  const fixedPairs =
    primary === null
      ? []
      : await comparePairs(store, {
          metric: primary,
          sides,
          drafts,
          policy,
          sequences: sequential?.pairs ?? [],
        });
  const pairs = fixedPairs.map((pair) => applySequenceToPair(pair, sequential?.pairs ?? []));
  const differences = settleVerdicts(drafts, { policy, sequences }).map((difference) =>
    applySequence(difference, sequences),
  );
  const judgeDrift = await anchorDrift(store, baseline.experiment);
  const experiments = sides.map((side) => side.compared);
  const kind = primary === null ? undefined : findMetric(baseline, primary)?.kind;
  const higherIsBetter = policy.higherIsBetter[primary ?? ""] ?? kind === "score";
  return {
    schemaVersion: 2,
    datasetName: baseline.experiment.datasetName,
    datasetVersion: baseline.experiment.datasetVersion,
    itemCount: baseline.itemCount,
    policy,
    baselineId: request.baselineId,
    experiments,
    differences,
    pairs,
    winner: chooseWinner({ metric: primary, higherIsBetter, experiments, pairs }),
    slices: compareSlices(
      drafts.map(({ slices }) => slices),
      policy,
    ),
    sequential,
    labelCorrections: await labelCorrections(store, differences, { level: 1 - policy.alpha }),
    judgeDrift,
    warnings: [
      ...comparisonWarnings(sides, baseline, {
        clusterBy: policy.clusterBy,
        unknownFields: drafts.map((draft) => draft.unknownFields),
      }),
      ...judgeDrift.filter(({ drifted }) => drifted === true).map(({ sentence }) => sentence),
    ],
  };
}

function mayCompare(
  sides: readonly ComparisonSide[],
  { metric, ids }: { readonly metric: string; readonly ids: readonly [string, string] },
): boolean {
  const [baseline, candidate] = ids.map((id) => {
    const side = sides.find(({ experiment }) => experiment.id === id);
    const summary = side === undefined ? undefined : findMetric(side, metric);
    return side === undefined || summary === undefined
      ? undefined
      : { experiment: side.experiment, metric: summary };
  });
  if (baseline === undefined || candidate === undefined) return false;
  return incomparability(baseline, candidate) === null;
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
