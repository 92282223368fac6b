import { type PlanAssumptions, planExperiment } from "../analysis/plan/plan-experiment.js";
import type { ExperimentDefinition } from "../config.js";
import { ComparisonPolicy } from "../domain/comparison/comparison.js";
import type { ExperimentPlan } from "../domain/plan/experiment-plan.js";
import { PLANNED_POWER } from "../domain/plan/planned-power.js";
import type { Store } from "../domain/store.js";
import { choosePilot } from "./choose-pilot.js";

/** What to plan for. What is left out comes from the definition, its pilot, or the defaults. */
export interface PlanOptions {
  /** The pilot: a finished comparison, or a baseline and a candidate; by default the definition's latest comparison. */
  readonly from?: readonly string[];
  /** The score to plan for; by default the primary metric. */
  readonly metric?: string;
  /** The difference to find, in score points. */
  readonly effect?: number;
  /** Two-sided error rate. */
  readonly alpha?: number;
  /** Probability to find the difference; 0.8 by default. */
  readonly power?: number;
  /** Items of the present design. */
  readonly items?: number;
  /** Of the present design. */
  readonly repetitions?: number;
  /** Of the present design. */
  readonly judgeSamples?: number;
  /** Largest number of items to consider; by default those of the dataset. */
  readonly maximumItems?: number | undefined;
  /** Largest number of repetitions to consider; 10 by default. */
  readonly maximumRepetitions?: number;
  /** Largest number of judge samples to consider; 20 by default. */
  readonly maximumJudgeSamples?: number;
  /** Assumptions instead of a pilot, or of parts of it. */
  readonly assumptions?: PlanAssumptions;
}

/**
 * Plans how many items, repetitions and judge samples a difference between a definition's variants takes.
 *
 * @throws PilotUnusableError, PlanOptionsInvalidError, ExperimentNotFoundError
 */
export async function planDefinition(
  store: Store,
  definition: ExperimentDefinition,
  options: PlanOptions,
): Promise<ExperimentPlan> {
  const { baseline, ...given } = definition.compare ?? {};
  const policy = ComparisonPolicy.partial().parse(given);
  const { assumptions = {}, items, repetitions, judgeSamples } = options;
  const { pilot, metric } = await choosePilot(store, {
    definition: definition.name,
    from: options.from ?? [],
    metric: options.metric ?? policy.primaryMetric ?? null,
    isRequired: assumptions.sd === undefined && assumptions.discordant === undefined,
    baselineVariant: baseline,
  });
  return await planExperiment(store, {
    definition: definition.name,
    metric,
    alpha: options.alpha ?? policy.alpha ?? 0.05,
    power: options.power ?? PLANNED_POWER,
    effect: options.effect ?? null,
    pilot,
    assumptions,
    design: { items, repetitions, judgements: judgeSamples },
    maximumItems: options.maximumItems ?? (await countItems(store, definition.dataset)),
    minimumItems: policy.minimumPairs ?? 10,
    maximumRepetitions: options.maximumRepetitions ?? 10,
    maximumJudgements: options.maximumJudgeSamples ?? 20,
    circumstances: {
      candidates: Math.max(1, Object.keys(definition.variants).length - 1),
      clusterBy: policy.clusterBy ?? null,
      stopsEarly: (policy.stopEarly ?? null) !== null,
    },
  });
}

/** Null for a dataset that is not in the store yet: then as many items as wanted. */
async function countItems(store: Store, reference: string): Promise<number | null> {
  const dataset = await store.getDataset(reference.replace(/@.*$/, ""));
  if (dataset === null) return null;
  const count = await store.countItems({ datasetId: dataset.id, version: null });
  return count === 0 ? null : count;
}
