import { incomparability, type MetricSide } from "../analysis/comparison/incomparability.js";
import type { BySide } from "../domain/comparison/by-side.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { PilotUnusableError, PlanOptionsInvalidError } from "../domain/plan/plan-errors.js";
import type { Store } from "../domain/store.js";
import { findReference } from "./find-reference.js";
import { requireExperiment } from "./require-experiment.js";

const RECENT_COMPARISONS = 100;

/** A baseline and a candidate that have ended, and the metric to plan for. */
export interface ChosenPilot {
  readonly pilot: BySide<Experiment> | null;
  readonly metric: string;
}

/**
 * Finds the experiments a plan can learn from: those named, or else the definition's latest finished comparison.
 *
 * @throws PilotUnusableError when a pilot is required and there is none; PlanOptionsInvalidError for a metric that the
 *         pilot lacks; ExperimentNotFoundError with the nearest names, for one that is not in the store.
 */
export async function choosePilot(
  store: Store,
  options: {
    readonly definition: string;
    /** A comparison, or a baseline and a candidate; empty = the latest. */
    readonly from: readonly string[];
    readonly metric: string | null;
    readonly baselineVariant?: string | undefined;
    /** False where assumptions can stand in. */
    readonly isRequired: boolean;
  },
): Promise<ChosenPilot> {
  // Assumptions alone are not silently mixed with whatever ran last.
  if (options.from.length === 0 && !options.isRequired)
    return { pilot: null, metric: options.metric ?? "score" };
  const experiments =
    options.from.length === 0
      ? await findLatest(store, options)
      : await findNamed(store, options.definition, options.from);
  const [baseline, candidate] = experiments;
  if (baseline === undefined || candidate === undefined) {
    throw new PilotUnusableError(
      options.definition,
      "no comparison of two of its variants has finished in this store",
    );
  }
  if (baseline.datasetId !== candidate.datasetId || baseline.datasetVersion !== candidate.datasetVersion)
    throw new PilotUnusableError(
      options.definition,
      `${baseline.name} and ${candidate.name} ran over different dataset versions`,
    );
  const metric = await chooseMetric(store, { baseline, candidate, asked: options.metric });
  const [left, right] = [
    await describeScore(store, baseline, metric),
    await describeScore(store, candidate, metric),
  ];
  const obstacle = incomparability(left, right);
  if (obstacle !== null)
    throw new PilotUnusableError(
      options.definition,
      `${baseline.name} and ${candidate.name} cannot be compared on ${metric}: ${obstacle}`,
    );
  return { pilot: { baseline, candidate }, metric };
}

async function describeScore(store: Store, experiment: Experiment, metric: string): Promise<MetricSide> {
  const score = (await store.listScoreNames(experiment.id)).find(({ name }) => name === metric);
  const { dataType, fingerprints = [] } = score ?? {};
  return { experiment, metric: { dataType, fingerprints: [...fingerprints] } };
}

async function findNamed(
  store: Store,
  definition: string,
  references: readonly string[],
): Promise<readonly Experiment[]> {
  const found = await Promise.all(references.map((reference) => findReference(store, reference)));
  const [{ comparison } = { comparison: null }] = found;
  if (comparison !== null && found.length === 1) {
    const candidateId = comparison.experimentIds.find((id) => id !== comparison.baselineId) as string;
    return await requireAll(store, [comparison.baselineId, candidateId]);
  }
  if (found.length === 2) return await requireAll(store, references);
  throw new PilotUnusableError(
    definition,
    `--from names ${references.length} experiment${references.length === 1 ? "" : "s"}; allowed is a comparison, or a baseline and one candidate`,
  );
}

async function requireAll(store: Store, references: readonly string[]): Promise<readonly Experiment[]> {
  return await Promise.all(references.map((reference) => requireExperiment(store, reference)));
}

/** The newest comparison of which a baseline and a candidate have completed. */
async function findLatest(
  store: Store,
  {
    definition,
    baselineVariant,
  }: { readonly definition: string; readonly baselineVariant?: string | undefined },
): Promise<readonly Experiment[]> {
  const experiments = await store.listExperiments({ definition, limit: RECENT_COMPARISONS });
  const groups = new Map<string, Experiment[]>();
  for (const experiment of experiments) {
    const { status, comparisonId, role } = experiment;
    if (status !== "completed" || comparisonId === null || role.kind === "anchors") continue;
    const group = groups.get(comparisonId);
    if (group === undefined) groups.set(comparisonId, [experiment]);
    else group.push(experiment);
  }
  for (const [comparisonId, newestFirst] of groups) {
    if (newestFirst.length < 2) continue;
    const members = newestFirst.reverse();
    const comparison = await store.getComparison(comparisonId);
    const baseline =
      members.find(({ id }) => id === comparison?.baselineId) ??
      members.find(({ variant }) => variant === baselineVariant) ??
      members[0];
    const candidate = members.find((member) => member !== baseline);
    return [baseline as Experiment, candidate as Experiment];
  }
  return [];
}

async function chooseMetric(
  store: Store,
  {
    baseline,
    candidate,
    asked,
  }: { readonly baseline: Experiment; readonly candidate: Experiment; readonly asked: string | null },
): Promise<string> {
  const sides = [await store.listScoreNames(baseline.id), await store.listScoreNames(candidate.id)] as const;
  const common = sides[0]
    .filter(({ dataType, scored }) => dataType !== "CATEGORICAL" && scored > 0)
    .map(({ name }) => name)
    .filter((name) => sides[1].some((other) => other.name === name));
  const metric = asked ?? common[0];
  if (metric !== undefined && common.includes(metric)) return metric;
  throw new PlanOptionsInvalidError(
    `${asked === null ? "the pilot has no numeric score on both sides" : `the pilot has no numeric score "${asked}" on both sides`}. ` +
      `Scores it has: ${common.length === 0 ? "none" : common.join(", ")}.`,
  );
}
