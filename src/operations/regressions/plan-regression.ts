import type { ExperimentDefinition } from "../../config.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import type { RegressionStep } from "../../domain/regression/regression-verdict.js";
import type { RegressionInput } from "../../workflows/contract.js";
import { type PlanContext, planLaunch } from "../plan-launch.js";
import { requireExperiment } from "../require-experiment.js";
import type { StartOptions } from "../start-options.js";
import { chooseCandidate } from "./choose-candidate.js";

/** Rows of a start that are in the store. */
export interface PlannedExperiment {
  readonly experiment: Experiment;
  readonly anchors: Experiment | null;
}

/** What an experiment of a regression run is named, and how it differs from its definition. */
interface RegressionStart {
  readonly name: string;
  readonly options: Omit<StartOptions, "name" | "definition">;
  readonly change: (definition: ExperimentDefinition) => ExperimentDefinition;
}

/**
 * Plans the candidate of a regression run: the dataset as the configuration has it now, or as it was pinned. The rows
 * have names that the run gives them, so that planning twice makes one.
 *
 * @throws ExperimentDefinitionNotFoundError, VariantNotFoundError, CandidateUnclearError and what planning a start throws
 */
export async function planCandidate(
  context: PlanContext,
  run: RegressionRun,
  { variant: asked, dataset, budgetUsd }: RegressionInput,
): Promise<PlannedExperiment> {
  const definition = context.registry.getDefinition(run.definition);
  const variant = chooseCandidate(definition, asked);
  const time = run.createdAt.replace(/[:.]/g, "-");
  return await planOnce(context, run, {
    name: `${definition.name}-${variant}-${time}-${run.id.slice(0, 8)}`,
    options: {
      variants: [variant],
      ...(dataset === null ? {} : { dataset }),
      ...(budgetUsd === null ? {} : { budgetUsd }),
    },
    change: (unchanged) => unchanged,
  });
}

/** Plans what a verdict asks for, over the same version of the dataset as the candidate. */
export async function planStep(
  context: PlanContext,
  run: RegressionRun,
  step: Exclude<RegressionStep, { kind: "rescore" }>,
): Promise<PlannedExperiment> {
  const candidate = await requireExperiment(context.store, run.experimentId ?? "");
  const { name, variant, config, datasetName, datasetVersion, repetitions } = candidate;
  const dataset = `${datasetName}@${datasetVersion}`;
  const ofVariant =
    (chosen: string, its: JsonObject): RegressionStart["change"] =>
    // Anchors were judged beside the candidate.
    ({ anchors: _anchors, ...definition }) => ({ ...definition, variants: { [chosen]: its } });
  if (step.kind === "rerun") {
    const options = { variants: [step.variant], dataset, repetitions };
    return await planOnce(context, run, {
      name: `${name}-baseline`,
      options,
      change: ofVariant(step.variant, step.config),
    });
  }
  const budget = step.budgetUsd === null ? {} : { budgetUsd: step.budgetUsd };
  return await planOnce(context, run, {
    name: `${name}-again-${step.repetition}`,
    options: { variants: [variant], dataset, repetitions: 1, ...budget },
    // An answer from the cache would be the first one again, and count as another.
    change: (definition) => ({ ...ofVariant(variant, config)(definition), cache: false }),
  });
}

async function planOnce(
  context: PlanContext,
  run: RegressionRun,
  { name, options, change }: RegressionStart,
): Promise<PlannedExperiment> {
  const { store, registry } = context;
  const known = await store.getExperiment(name);
  if (known?.startedBy === run.workflowId)
    return { experiment: known, anchors: await anchorsOf(store, known) };
  const changed = {
    ...registry,
    getDefinition: (asked: string) => change(registry.getDefinition(asked)),
  };
  const planned = await planLaunch(
    { ...context, registry: changed },
    { ...options, name, definition: run.definition, metadata: { regression_run: run.id } },
  );
  const experiment: Experiment = { ...(planned.experiments[0] as Experiment), startedBy: run.workflowId };
  // The anchors first: whoever finds the experiment finds them, too.
  if (planned.anchors !== null && (await store.getExperiment(planned.anchors.id)) === null)
    await store.createExperiment(planned.anchors);
  await store.createExperiment(experiment);
  return { experiment, anchors: planned.anchors };
}

async function anchorsOf(store: PlanContext["store"], { role }: Experiment): Promise<Experiment | null> {
  const id = role.kind === "variant" ? role.anchorsExperimentId : null;
  return id === null ? null : await store.getExperiment(id);
}
