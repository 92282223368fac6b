import type { Experiment } from "../../domain/experiment/experiment.js";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import type { RegressionStep } from "../../domain/regression/regression-verdict.js";
import type { RegressionInput } from "../../workflows/contract.js";
import { requireUsableBaseline } from "../baselines/require-usable-baseline.js";
import { type PlanContext, planLaunch } from "../plan-launch.js";
import { requireExperiment } from "../require-experiment.js";
import type { StartOptions } from "../start-options.js";
import { chooseCandidate } from "./choose-candidate.js";
import { stepStart } from "./step-start.js";

/** Rows of a start that are in the store. */
export interface PlannedExperiment {
  readonly experiment: Experiment;
  readonly anchors: Experiment | null;
}

/**
 * Plans the candidate of a regression run: the dataset as the configuration has it now, or as it was pinned. The rows
 * have names that the run gives them, so that planning twice makes one.
 *
 * @throws ExperimentDefinitionNotFoundError, VariantNotFoundError, CandidateUnclearError, what `requireUsableBaseline` and
 *         planning a start throw
 */
export async function planCandidate(
  context: PlanContext,
  run: RegressionRun,
  { variant: asked, dataset, budgetUsd }: RegressionInput,
): Promise<PlannedExperiment> {
  const definition = context.registry.getDefinition(run.definition);
  // What it could not be compared with is told before anything is paid.
  await requireUsableBaseline(context.store, { definition, directory: context.loaded.directory });
  const variant = chooseCandidate(definition, asked);
  const time = run.createdAt.replace(/[:.]/g, "-");
  return await planOnce(context, run, {
    definition: definition.name,
    name: `${definition.name}-${variant}-${time}-${run.id.slice(0, 8)}`,
    variants: [variant],
    ...(dataset === null ? {} : { dataset }),
    ...(budgetUsd === null ? {} : { budgetUsd }),
  });
}

/** Plans what a verdict asks for, over the same version of the dataset as the candidate. */
export async function planStep(
  context: PlanContext,
  run: RegressionRun,
  step: Exclude<RegressionStep, { kind: "rescore" }>,
): Promise<PlannedExperiment> {
  const candidate = await requireExperiment(context.store, run.experimentId ?? "");
  const { options, registry } = stepStart(context.registry, candidate, step);
  const budget = step.kind === "rerun" || step.budgetUsd === null ? {} : { budgetUsd: step.budgetUsd };
  return await planOnce({ ...context, registry }, run, { ...options, ...budget });
}

async function planOnce(
  context: PlanContext,
  run: RegressionRun,
  options: StartOptions & { readonly name: string },
): Promise<PlannedExperiment> {
  const { store } = context;
  const known = await store.getExperiment(options.name);
  if (known?.startedBy === run.workflowId)
    return { experiment: known, anchors: await anchorsOf(store, known) };
  const planned = await planLaunch(context, { ...options, metadata: { regression_run: run.id } });
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
