import type { JsonObject } from "../domain/json/json.js";
import type { ChatMessage, ModelRequest } from "../domain/model/models.js";
import type { PromptConfig } from "./prompt-config.js";
import type { PromptOutput } from "./prompt-output.js";
import { renderTemplate } from "./template.js";

/** Options of a model call that pass through as they are. */
const PASSED_ON = [
  "temperature",
  "topP",
  "maxOutputTokens",
  "seed",
  "stopSequences",
  "reasoningEffort",
  "verbosity",
] as const;

/** What a pipeline's definition says of its prompt. */
export type PromptSettings = Omit<PromptConfig, "prompt" | "output"> & {
  readonly template?: string | undefined;
};

/**
 * Makes the request of one call: the config wins over the definition, and its prompt or messages replace either.
 *
 * @throws TemplateVariableMissingError, TemplateInvalidError
 */
export function buildPromptRequest({
  definition,
  config,
  output,
  variables,
  subject,
}: {
  readonly definition: PromptSettings;
  readonly config: PromptConfig;
  readonly output: PromptOutput | null;
  readonly variables: JsonObject;
  readonly subject: string;
}): ModelRequest {
  const render = (name: string, text: string): string => renderTemplate({ name, text, variables, subject });
  const system = config.system ?? definition.system;
  const passedOn = PASSED_ON.map((option) => [option, config[option] ?? definition[option]] as const);
  return {
    model: config.model ?? definition.model ?? "",
    ...(system === undefined ? {} : { system: render("system", system) }),
    ...renderQuestion(chooseQuestion(config, definition), render),
    ...Object.fromEntries(passedOn.filter(([, value]) => value !== undefined)),
    ...(output === null ? {} : { output: { name: output.name, schema: output.schema } }),
  };
}

type Question = { readonly prompt: string } | { readonly messages: readonly ChatMessage[] };

function chooseQuestion(config: PromptConfig, definition: PromptSettings): Question {
  if (config.prompt !== undefined) return { prompt: config.prompt };
  if (config.messages !== undefined) return { messages: config.messages };
  if (definition.messages !== undefined) return { messages: definition.messages };
  // The config's schema has seen to it that one of them is there.
  return { prompt: definition.template ?? "" };
}

function renderQuestion(question: Question, render: (name: string, text: string) => string): Question {
  if ("prompt" in question) return { prompt: render("prompt", question.prompt) };
  return {
    messages: question.messages.map(({ role, content }, index) => ({
      role,
      content: render(`messages[${index}]`, content),
    })),
  };
}
