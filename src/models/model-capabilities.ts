import type { ModelCapabilities } from "../domain/model/models.js";
import type { ResolvedModelName } from "./model-name.js";

const none: ModelCapabilities = {
  logprobs: false,
  temperature: false,
  topP: false,
  n: false,
  seed: false,
  structuredOutput: false,
};
const openai: ModelCapabilities = {
  logprobs: true,
  temperature: true,
  topP: true,
  n: true,
  seed: true,
  structuredOutput: true,
};
const claude: ModelCapabilities = { ...none, temperature: true, topP: true, structuredOutput: true };

/** The o series, and GPT-5 and later but for `gpt-5-chat`; the chat variants of 5.1 and later are held to be such too. */
const reasoning = /^(o\d|gpt-([5-9]|\d\d)(?!-chat))/;

/** The first pattern that fits a name decides. */
const openaiTable: readonly (readonly [RegExp, ModelCapabilities])[] = [
  [/^text-embedding-/, none],
  [/^o1-(mini|preview)/, none],
  [reasoning, { ...none, seed: true, structuredOutput: true }],
  [/^gpt-4o(-mini)?-(search|audio|realtime)/, { ...none, structuredOutput: true }],
  // JSON Schema came with gpt-4o-2024-08-06, and never came to chatgpt-4o-latest.
  [/^(gpt-(3\.5|4o-2024-05-13|4$|4-|4:)|chatgpt-4o)/, { ...openai, structuredOutput: false }],
];

/** Claude Opus 4.7 and later, and every family from version 5 on, refuse sampling parameters. */
const claudeTable: readonly (readonly [RegExp, ModelCapabilities])[] = [
  [/claude-opus-4-([7-9]|\d\d(?!\d))/, { ...claude, temperature: false, topP: false }],
  [/claude-[a-z]+-([5-9]|\d\d)(?!\d)/, { ...claude, temperature: false, topP: false }],
];

/** What almost every OpenAI-compatible server takes; the rest is for the configuration to say. */
const local: ModelCapabilities = { ...none, temperature: true, topP: true, seed: true };

/** What a model takes and gives, by its name. */
export function findCapabilities({
  provider,
  model,
}: Pick<ResolvedModelName, "provider" | "model">): ModelCapabilities {
  if (provider === "local") return local;
  if (provider === "anthropic") return claudeTable.find(([pattern]) => pattern.test(model))?.[1] ?? claude;
  const base = baseOf(model);
  return openaiTable.find(([pattern]) => pattern.test(base))?.[1] ?? openai;
}

/** True for OpenAI's reasoning models, which take `max_completion_tokens`, and no stop sequences. */
export function isOpenaiReasoningModel(model: string): boolean {
  return reasoning.test(baseOf(model));
}

/** What a fine-tuned model (`ft:gpt-3.5-turbo:team::id`) was made of, which takes what it takes. */
function baseOf(model: string): string {
  return model.replace(/^ft:/, "");
}
