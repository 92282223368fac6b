import type { Experiment } from "../domain/experiment/experiment.js";
import type { ModelGateway } from "../domain/model/models.js";
import { checkPipelineEnvironment } from "../domain/pipeline/pipeline-environment.js";
import type { ConfigurationRegistry } from "../registry.js";

/** What is to run: whose evaluators, which pipeline, and with which config. */
type Started = Pick<Experiment, "definition" | "pipeline" | "config">;

/**
 * Looks whether this process has the keys and variables that a start needs, for when it will be the worker itself. No
 * provider is asked: whether a key is accepted is found out when the experiment is prepared.
 *
 * @throws PipelineEnvironmentMissingError, ModelKeyMissingError and what else is wrong with a provider's variables.
 */
export function checkStartEnvironment(
  {
    registry,
    gateway,
    environment,
  }: {
    readonly registry: ConfigurationRegistry;
    readonly gateway: Pick<ModelGateway, "requireKeys">;
    readonly environment: { readonly variables: Readonly<Record<string, string | undefined>> };
  },
  { experiments, anchors }: { readonly experiments: readonly Started[]; readonly anchors: Started | null },
): void {
  for (const { definition, pipeline: pipelineName, config } of [
    ...experiments,
    ...(anchors === null ? [] : [anchors]),
  ]) {
    const pipeline = registry.getPipeline(pipelineName);
    checkPipelineEnvironment(pipeline, { pipelineName, environment: environment.variables });
    const judges = registry.listEvaluators(definition).flatMap(({ models }) => models ?? []);
    gateway.requireKeys([...(pipeline.listModels?.(config) ?? []), ...judges]);
  }
}
