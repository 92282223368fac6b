import type { ExperimentDefinition } from "../config.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { experimentId } from "../domain/ids.js";
import { ModelPriceUnknownError } from "../domain/model/model-errors.js";
import { parsePipelineConfig } from "../domain/pipeline/pipeline-input.js";
import type { ExperimentBase } from "./experiment-base.js";
import type { StartContext } from "./start-context.js";

/** The experiment of one variant. @throws PipelineConfigInvalidError, ModelPriceUnknownError */
export function buildVariant(
  { registry, gateway }: StartContext,
  {
    base,
    definition,
    variant,
    name,
    comparison,
  }: {
    readonly base: ExperimentBase;
    readonly definition: ExperimentDefinition;
    readonly variant: string;
    readonly name: string;
    readonly comparison: string | null;
  },
): Experiment {
  const config = definition.variants[variant] ?? {};
  const pipeline = registry.getPipeline(definition.pipeline);
  parsePipelineConfig(pipeline, { pipelineName: definition.pipeline, variant, config });
  const judges = registry.listEvaluators(definition.name).flatMap(({ models }) => models ?? []);
  for (const model of [...(pipeline.listModels?.(config) ?? []), ...judges]) {
    const { id, price } = gateway.describe(model);
    if (price === null && base.limits.budgetUsd !== null) throw new ModelPriceUnknownError(id);
  }
  const id = experimentId({ datasetId: base.datasetId, name });
  return { ...base, id, name, variant, config, comparisonId: comparison, workflowId: `experiment/${name}` };
}
