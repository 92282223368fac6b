import { ModelNameInvalidError } from "../domain/model/model-errors.js";
import type { ModelProvider } from "../domain/model/models.js";

/** A model name with its provider made plain. */
export interface ResolvedModelName {
  /** `provider:model`. */
  readonly id: string;
  readonly provider: ModelProvider;
  readonly model: string;
}

const withProvider = /^(openai|anthropic|local):(.*)$/s;
/** Names that say by themselves whose they are. */
const families: readonly (readonly [RegExp, ModelProvider])[] = [
  [/^(gpt-|chatgpt-|o\d|text-embedding-|ft:(gpt-|o\d))/, "openai"],
  [/^claude-/, "anthropic"],
];
/** A name goes into a URL and into messages: no white space, no control characters. */
const wellFormed = /^[\w.:/@+-]{1,200}$/;

/** Finds the provider of a model name. @throws ModelNameInvalidError */
export function resolveModelName(name: string): ResolvedModelName {
  const [, provider, model] = withProvider.exec(name) ?? [];
  if (provider !== undefined && model !== undefined && wellFormed.test(model)) {
    return { id: `${provider}:${model}`, provider: provider as ModelProvider, model };
  }
  const family = families.find(([pattern]) => pattern.test(name));
  if (provider === undefined && family !== undefined && wellFormed.test(name)) {
    return { id: `${family[1]}:${name}`, provider: family[1], model: name };
  }
  throw new ModelNameInvalidError(
    `The model name ${JSON.stringify(shorten(name))} names no provider. Allowed are OpenAI's own names (gpt-4o, o3-mini, ` +
      "text-embedding-3-small), Anthropic's (claude-sonnet-4-20250514), and openai:NAME, anthropic:NAME and local:NAME " +
      "with a NAME of letters, digits and . _ : / @ + - (local: is the OpenAI-compatible server at ASSAY_LOCAL_BASE_URL).",
  );
}

function shorten(name: string): string {
  return name.length <= 80 ? name : `${name.slice(0, 80)}…`;
}
