import type { ModelDescription } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import { type ResolvedModelName, resolveModelName } from "./model-name.js";
import { costOfCall, findPrice } from "./model-price.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import type { Provider } from "./providers/provider.js";

/** The model that is called. */
export interface CallTarget {
  readonly description: ModelDescription;
  readonly provider: Provider;
  /** What tokens cost at it; null = unknown. */
  readonly costOf: (usage: TokenUsage) => number | null;
}

/** What a configuration says of models. */
interface Configured {
  readonly providers: readonly Provider[];
  readonly settings: ModelSettings;
}

/** Finds what a model's name stands for. @throws ModelNameInvalidError */
export function findCallTarget(model: string, configured: Configured, now: () => Date): CallTarget {
  const { providers, settings } = configured;
  const name = resolveModelName(model, providers);
  const deployed = settingFor(settings.deployments, name.id);
  const served = deployed === undefined ? name : resolveModelName(deployed, providers);
  const priced = () => ({ name, served, providers, settings, at: now() });
  return {
    provider: providerOf(name, providers),
    description: {
      ...name,
      served,
      capabilities: capabilitiesOf({ name, served }, configured),
      retirement: retirementOf(served, providers),
      price: findPrice(priced()),
    },
    costOf: (usage) => costOfCall(usage, priced()),
  };
}

/** What the model takes by the name it really has, and what the configuration says of it. */
function capabilitiesOf(
  { name, served }: { readonly name: ResolvedModelName; readonly served: ResolvedModelName },
  { providers, settings }: Configured,
): ModelDescription["capabilities"] {
  const provider = providerOf(served, providers);
  const configured = {
    ...settingFor(settings.capabilities, served.id),
    ...settingFor(settings.capabilities, name.id),
  };
  const given = Object.fromEntries(Object.entries(configured).filter(([, value]) => value !== undefined));
  return { ...provider.capabilitiesOf(served.model, given), ...given };
}

function retirementOf(
  served: ResolvedModelName,
  providers: readonly Provider[],
): ModelDescription["retirement"] {
  const known = providerOf(served, providers).retirements.find(({ pattern }) => pattern.test(served.model));
  return known === undefined ? null : { on: known.on, source: known.source };
}

function providerOf({ provider }: ResolvedModelName, providers: readonly Provider[]): Provider {
  return providers.find(({ name }) => name === provider) as Provider;
}
