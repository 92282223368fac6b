import { findRetirements } from "../../domain/model/find-retirements.js";
import type { ModelGateway } from "../../domain/model/models.js";
import type { ConfigurationRegistry } from "../../registry.js";
import { namedModels } from "./describe-models.js";

/** Reports which models of a definition are retired, as a start does. */
export function reportRetirements(
  {
    registry,
    gateway,
  }: { readonly registry: ConfigurationRegistry; readonly gateway: Pick<ModelGateway, "describe"> },
  definition: string,
  report: (line: string) => void,
): void {
  for (const line of describeRetirements(modelsOf(registry, definition), { gateway, now: new Date() }))
    report(line);
}

/** The models that an experiment's pipeline and evaluators name. */
export function modelsOf(registry: ConfigurationRegistry, definition: string): readonly string[] {
  const { asked, judges } = namedModels(registry, definition);
  return [...new Set([...asked, ...judges])];
}

/**
 * A line for each model that its provider has retired by `now`, and with `announced` for those that it will retire:
 * `anthropic:claude-sonnet-4-20250514 was retired on 2026-06-15 (…): its calls fail; name another model`.
 */
export function describeRetirements(
  models: readonly string[],
  { announced = false, ...known }: { readonly announced?: boolean } & Parameters<typeof findRetirements>[1],
): readonly string[] {
  return findRetirements(models, known).flatMap(({ id, on, source, isRetired }) => {
    if (isRetired) return [`${id} was retired on ${on} (${source}): its calls fail; name another model`];
    return announced ? [`${id} will be retired on ${on} (${source})`] : [];
  });
}
