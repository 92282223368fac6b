import type {
  ComparedExperiment,
  ComparisonPolicy,
  ComparisonReport,
  MetricDifference,
} from "../domain/comparison.js";
import type { Experiment } from "../domain/experiment.js";
import type { MetricSummary } from "../domain/experiment-summary.js";
import type { MetricKey, Store } from "../domain/store.js";
import { pairedDifferences } from "../statistics/paired-differences.js";
import { pairedTTest } from "../statistics/paired-t-test.js";
import { createRandom } from "../statistics/seeded-random.js";
import { signFlipTest } from "../statistics/sign-flip-test.js";
import { winTieLoss } from "../statistics/win-tie-loss.js";
import { alignItems } from "./align-items.js";
import { chooseWinner } from "./choose-winner.js";
import { decideVerdict } from "./decide-verdict.js";
import { summarizeExperiment } from "./summarize-experiment.js";

/** Any fixed number: the same rows give the same report. */
const SEED = 20_241_124;

/** What to compare; the baseline is one of the experiments. */
export interface ComparisonRequest {
  readonly experiments: readonly Experiment[];
  readonly baselineId: string;
  readonly policy: ComparisonPolicy;
}

/** Compares each experiment with the baseline on each metric both have, paired by item. */
export async function compareExperiments(
  store: Store,
  request: ComparisonRequest,
): Promise<ComparisonReport> {
  const sides = await Promise.all(
    request.experiments.map((experiment) => describeSide(store, experiment, request.baselineId)),
  );
  const baseline = sides.find((side) => side.compared.isBaseline);
  if (baseline === undefined)
    throw new Error(`the baseline ${request.baselineId} is not among the compared experiments`);
  const differences: MetricDifference[] = [];
  for (const candidate of sides.filter((side) => side !== baseline)) {
    for (const metric of baseline.compared.metrics) {
      const other = candidate.compared.metrics.find(({ name }) => name === metric.name);
      if (other !== undefined)
        differences.push(await compareMetric(store, request, { baseline, candidate, metric, other }));
    }
  }
  const primary =
    request.policy.primaryMetric ??
    baseline.compared.metrics.find(({ kind }) => kind === "score")?.name ??
    null;
  const compared = sides.map((side) => side.compared);
  return {
    schemaVersion: 1,
    datasetName: baseline.experiment.datasetName,
    datasetVersion: baseline.experiment.datasetVersion,
    itemCount: itemCount(baseline.experiment),
    policy: { ...request.policy, primaryMetric: primary },
    baselineId: request.baselineId,
    experiments: compared,
    differences,
    winner: chooseWinner({ metric: primary, experiments: compared, differences }),
    warnings: sides.flatMap((side) => warningsOf(side, baseline)),
  };
}

interface Side {
  readonly experiment: Experiment;
  readonly compared: ComparedExperiment;
}

async function describeSide(store: Store, experiment: Experiment, baselineId: string): Promise<Side> {
  const summary = experiment.summary ?? (await summarizeExperiment(store, experiment));
  const { id, name, variant, status } = experiment;
  return {
    experiment,
    compared: { id, name, variant, status, isBaseline: id === baselineId, metrics: summary.metrics },
  };
}

async function compareMetric(
  store: Store,
  { policy }: ComparisonRequest,
  pair: {
    readonly baseline: Side;
    readonly candidate: Side;
    readonly metric: MetricSummary;
    readonly other: MetricSummary;
  },
): Promise<MetricDifference> {
  const { baseline, candidate, metric, other } = pair;
  const stream = (side: Side) => store.streamItemMeans(metricKey(side.experiment.id, metric));
  const aligned = await alignItems(stream(baseline), stream(candidate));
  const differences = pairedDifferences(aligned.pairs);
  const test = pairedTTest(differences, { level: 1 - policy.alpha });
  const pValueSignFlip = signFlipTest(differences, { random: createRandom(SEED) }).pValue;
  const higherIsBetter = metric.kind === "score";
  const obstacle = incomparability(baseline.experiment, candidate.experiment, { metric, other });
  const decision =
    obstacle === null
      ? decideVerdict({ test, pValueSignFlip, higherIsBetter }, policy)
      : { verdict: "incomparable" as const, reason: obstacle };
  return {
    metric: metric.name,
    candidateId: candidate.experiment.id,
    baselineId: baseline.experiment.id,
    n: test.n,
    dropped: droppedPairs(aligned, Math.max(itemCount(baseline.experiment), itemCount(candidate.experiment))),
    meanDifference: test.meanDifference,
    standardError: test.standardError,
    interval: test.interval,
    pValueT: test.pValue,
    pValueSignFlip,
    ...winTieLoss(higherIsBetter ? differences : differences.map((difference) => -difference)),
    higherIsBetter,
    ...decision,
  };
}

function metricKey(experimentId: string, metric: MetricSummary): MetricKey {
  if (metric.kind === "score") return { experimentId, score: metric.name };
  return { experimentId, runMetric: metric.name as Extract<MetricKey, { runMetric: unknown }>["runMetric"] };
}

function droppedPairs(
  aligned: Awaited<ReturnType<typeof alignItems>>,
  items: number,
): MetricDifference["dropped"] {
  const { missingInBaseline, missingInCandidate } = aligned;
  const missingInBoth = Math.max(0, items - aligned.pairs.length - missingInBaseline - missingInCandidate);
  const reasons = {
    missing_in_baseline: missingInBaseline,
    missing_in_candidate: missingInCandidate,
    missing_in_both: missingInBoth,
  };
  return {
    total: missingInBaseline + missingInCandidate + missingInBoth,
    reasons: Object.fromEntries(Object.entries(reasons).filter(([, count]) => count > 0)),
  };
}

function itemCount(experiment: Experiment): number {
  return Math.round((experiment.runCount ?? 0) / experiment.repetitions);
}

/** Why two sides must not be compared on a metric; null when they may. */
function incomparability(
  baseline: Experiment,
  candidate: Experiment,
  { metric, other }: { readonly metric: MetricSummary; readonly other: MetricSummary },
): string | null {
  if (baseline.datasetId !== candidate.datasetId)
    return `different datasets: ${baseline.datasetName} and ${candidate.datasetName}`;
  if (baseline.datasetVersion !== candidate.datasetVersion) {
    return `different dataset versions: ${baseline.datasetVersion} and ${candidate.datasetVersion}`;
  }
  const fingerprints = new Set([...metric.fingerprints, ...other.fingerprints]);
  if (fingerprints.size > 1) return "the scores come from different evaluator versions (fingerprints differ)";
  return null;
}

function warningsOf({ experiment, compared }: Side, baseline: Side): string[] {
  const warnings: string[] = [];
  if (experiment.status !== "completed")
    warnings.push(`${compared.name} is ${experiment.status}: its figures cover only what is done`);
  const failed = compared.metrics[0]?.failedRuns ?? 0;
  if (failed > 0)
    warnings.push(
      `${compared.name}: ${failed} of ${experiment.runCount ?? 0} runs failed and fell out of the pairs`,
    );
  const { gitCommit, configurationHash } = experiment.codeVersion;
  const base = baseline.experiment.codeVersion;
  if (gitCommit !== base.gitCommit || configurationHash !== base.configurationHash) {
    warnings.push(`${compared.name} ran under other code than the baseline`);
  }
  return warnings;
}
