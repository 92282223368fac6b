import { ModelNameInvalidError } from "../domain/model/model-errors.js";
import { KNOWN_PROVIDERS } from "./providers/known-providers.js";
import type { Provider } from "./providers/provider.js";

/** A model name with its provider made plain. */
export interface ResolvedModelName {
  /** `provider:model`. */
  readonly id: string;
  /** The provider's name. */
  readonly provider: string;
  readonly model: string;
}

const withPrefix = /^([^:]*):(.*)$/s;
/** A name goes into a URL and into messages: no white space, no control characters. */
const wellFormed = /^[\w.:/@+-]{1,200}$/;

/** Finds the provider of a model name. @throws ModelNameInvalidError */
export function resolveModelName(
  name: string,
  providers: readonly Provider[] = KNOWN_PROVIDERS,
): ResolvedModelName {
  const [, prefix, rest = ""] = withPrefix.exec(name) ?? [];
  const named = providers.find((provider) => provider.name === prefix);
  const family = named ?? providers.find(({ ownNames }) => ownNames?.pattern.test(name));
  const model = named === undefined ? name : rest;
  if (family !== undefined && wellFormed.test(model)) {
    return { id: `${family.name}:${model}`, provider: family.name, model };
  }
  throw new ModelNameInvalidError(describeAllowed(name, providers));
}

function describeAllowed(name: string, providers: readonly Provider[]): string {
  const own = providers.flatMap(({ ownNames }) => ownNames?.described ?? []);
  const prefixed = providers.map((provider) => `${provider.name}:NAME`);
  const notes = providers.flatMap(({ note }) => note ?? []);
  return (
    `The model name ${JSON.stringify(shorten(name))} names no provider. Allowed are ${own.join(", ")}, and ` +
    `${prefixed.slice(0, -1).join(", ")} and ${prefixed.at(-1)} ` +
    `with a NAME of letters, digits and . _ : / @ + - (${notes.join("; ")}).`
  );
}

function shorten(name: string): string {
  return name.length <= 80 ? name : `${name.slice(0, 80)}…`;
}
