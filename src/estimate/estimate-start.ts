import type { ExperimentEstimate } from "../domain/experiment/experiment-estimate.js";
import { syncDataset } from "../operations/datasets/sync-dataset.js";
import type { PlanContext } from "../operations/plan-launch.js";
import { planStart } from "../operations/plan-start.js";
import type { StartOptions } from "../operations/start-options.js";
import { estimateExperiment } from "./estimate-experiment.js";

/** Estimates every variant that a start would run; writes nothing but the configuration's dataset. */
export async function estimateStart(
  project: PlanContext,
  options: StartOptions,
): Promise<readonly ExperimentEstimate[]> {
  const { registry } = project;
  await syncDataset(project, options.dataset ?? registry.getDefinition(options.definition).dataset);
  const { experiments } = await planStart({ ...project, now: new Date() }, options);
  const estimates: ExperimentEstimate[] = [];
  for (const experiment of experiments) estimates.push(await estimateExperiment(project, experiment));
  return estimates;
}
