import type { ConfigurationRegistry } from "../../registry.js";

/** One line on which models an experiment will ask, `models: gpt-5.4-mini (pipeline), …`; null when it asks none that is known. */
export function describeModels(registry: ConfigurationRegistry, definition: string): string | null {
  const { asked, judges } = namedModels(registry, definition);
  const parts = [listOf(asked, "pipeline"), listOf(judges, "evaluators")].filter((part) => part !== null);
  return parts.length === 0 ? null : `models: ${parts.join("; ")}`;
}

/** What the variants of an experiment name for its pipeline, and what its evaluators name. */
export function namedModels(registry: ConfigurationRegistry, definition: string) {
  const { pipeline, variants } = registry.getDefinition(definition);
  const { listModels } = registry.getPipeline(pipeline);
  return {
    asked: Object.values(variants).flatMap((config) => listModels?.(config) ?? []),
    judges: registry.listEvaluators(definition).flatMap(({ models }) => models ?? []),
  };
}

function listOf(models: readonly string[], who: string): string | null {
  return models.length === 0 ? null : `${[...new Set(models)].join(", ")} (${who})`;
}
