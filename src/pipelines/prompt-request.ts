import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { type ContentPart, toContentParts } from "../domain/model/chat-content.js";
import { toConversation } from "../domain/model/conversation.js";
import type { ChatMessage, ModelRequest } from "../domain/model/models.js";
import type { PromptConfig } from "./prompt-config.js";
import type { PromptOutput } from "./prompt-output.js";
import { renderTemplate } from "./template.js";

/** Options of a model call that pass through as they are. */
const PASSED_ON_OPTIONS = [
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
  const passedOn = PASSED_ON_OPTIONS.map((option) => [option, config[option] ?? definition[option]] as const);
  return {
    model: config.model ?? definition.model ?? "",
    ...(system === undefined ? {} : { system: render("system", system) }),
    ...renderQuestion(chooseQuestion(config, definition), render, variables),
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

type Render = (name: string, text: string) => string;

/** A message that is one variable alone takes a conversation of the item as it is, roles and parts included. */
function renderQuestion(question: Question, render: Render, variables: JsonObject): Question {
  if ("prompt" in question) {
    const value = onlyVariable(question.prompt, variables);
    const messages = toConversation(value) ?? ofParts(value, "user");
    return messages === null ? { prompt: render("prompt", question.prompt) } : { messages };
  }
  return {
    messages: question.messages.flatMap(({ role, content }, index): readonly ChatMessage[] => {
      const name = `messages[${index}]`;
      if (typeof content !== "string")
        return [{ role, content: content.map((part) => renderPart(part, name, render)) }];
      const value = onlyVariable(content, variables);
      return toConversation(value) ?? ofParts(value, role) ?? [{ role, content: render(name, content) }];
    }),
  };
}

function ofParts(value: JsonValue | undefined, role: ChatMessage["role"]): readonly ChatMessage[] | null {
  const content = toContentParts(value);
  return content === null ? null : [{ role, content }];
}

function renderPart(part: ContentPart, name: string, render: Render): ContentPart {
  if (part.type === "text") return { ...part, text: render(name, part.text) };
  if (part.type === "image") return { ...part, image: render(name, part.image) };
  return { ...part, data: render(name, part.data) };
}

/** The value of the variable that a template consists of, `{{ input.history }}`; undefined for any other template. */
function onlyVariable(text: string, variables: JsonObject): JsonValue | undefined {
  const [, path] = /^\s*\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*-?\}\}\s*$/.exec(text) ?? [];
  let value: JsonValue | undefined = path === undefined ? undefined : variables;
  for (const key of path?.split(".") ?? []) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, JsonValue>>)[key]
        : undefined;
  }
  return value;
}
