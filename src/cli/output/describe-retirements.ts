import type { ListedRetirement, ModelDescription, ModelGateway } from "../../domain/model/models.js";
import type { ConfigurationRegistry } from "../../registry.js";

/** The models that an experiment's pipeline and evaluators name. */
export function modelsOf(registry: ConfigurationRegistry, definition: string): readonly string[] {
  const { pipeline, variants } = registry.getDefinition(definition);
  const { listModels } = registry.getPipeline(pipeline);
  const asked = Object.values(variants).flatMap((config) => listModels?.(config) ?? []);
  const judges = registry.listEvaluators(definition).flatMap(({ models }) => models ?? []);
  return [...new Set([...asked, ...judges])];
}

/**
 * A line for each model that its provider has retired by `now`, and with `announced` for those that it will retire:
 * `anthropic:claude-sonnet-4-20250514 was retired on 2026-06-15 (…): its calls fail; name another model`.
 */
export function describeRetirements(
  models: readonly string[],
  {
    gateway,
    now,
    announced = false,
    listed = [],
  }: {
    readonly gateway: Pick<ModelGateway, "describe">;
    readonly now: Date;
    readonly announced?: boolean;
    /** What the provider's own list says, which counts before what is known of it here. */
    readonly listed?: readonly ListedRetirement[];
  },
): readonly string[] {
  const today = now.toISOString().slice(0, 10);
  const lines = models.flatMap((model) => {
    const { id, retirement: known } = describe(gateway, model);
    const retirement = listed.find((one) => one.id === id) ?? known;
    if (retirement === null || retirement === undefined) return [];
    const { on, source } = retirement;
    if (on <= today) return [`${id} was retired on ${on} (${source}): its calls fail; name another model`];
    return announced ? [`${id} will be retired on ${on} (${source})`] : [];
  });
  return [...new Set(lines)];
}

/** A name that is none is told where the experiment is checked. */
function describe(
  gateway: Pick<ModelGateway, "describe">,
  model: string,
): Pick<ModelDescription, "id" | "retirement"> {
  try {
    return gateway.describe(model);
  } catch {
    return { id: model, retirement: null };
  }
}
