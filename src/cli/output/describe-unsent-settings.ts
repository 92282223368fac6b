import type { ModelGateway } from "../../domain/model/models.js";
import type { StartOptions } from "../../operations/start-options.js";
import type { ConfigurationRegistry } from "../../registry.js";

/** Settings of a prompt variant that a model may not take. */
const SETTINGS = ["temperature", "topP", "seed", "reasoningEffort", "verbosity"] as const;

/**
 * One line on what prompt variants set and their models do not take, which is not sent: two variants that differ in
 * nothing else are one and the same. Null when there is no such setting.
 */
export function describeUnsentSettings(
  {
    registry,
    gateway,
  }: { readonly registry: ConfigurationRegistry; readonly gateway: Pick<ModelGateway, "describe"> },
  { definition, variants: asked }: Pick<StartOptions, "definition" | "variants">,
): string | null {
  const { pipeline, variants } = registry.getDefinition(definition);
  const { kind, listModels } = registry.getPipeline(pipeline);
  if (kind !== "prompt") return null;
  const isAsked = (variant: string): boolean =>
    (asked ?? []).length === 0 || asked?.includes(variant) === true;
  const started = Object.entries(variants).filter(([variant]) => isAsked(variant));
  const unsent = started.flatMap(([variant, config]) =>
    (listModels?.(config) ?? []).flatMap((model) => {
      const { capabilities } = gateway.describe(model);
      const settings = SETTINGS.filter((setting) => config[setting] !== undefined && !capabilities[setting]);
      return settings.length === 0 ? [] : [`${settings.join(", ")} of ${variant} (${model})`];
    }),
  );
  return unsent.length === 0 ? null : `not sent, since the model does not take it: ${unsent.join("; ")}`;
}
