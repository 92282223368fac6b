import { type ZodType, z } from "zod";
import type { JsonObject } from "../domain/json/json.js";
import { expected } from "./definition-options.js";
import { OutputSchemaOption, PROMPT_OPTIONS, PROMPT_TEMPLATE_OPTION } from "./prompt-options.js";

const Config = z.strictObject({
  prompt: PROMPT_TEMPLATE_OPTION,
  ...PROMPT_OPTIONS,
  output: OutputSchemaOption.optional(),
});

/** What a variant's config may say of a prompt; each part wins over the pipeline's definition. */
export type PromptConfig = z.infer<typeof Config>;

/** What a definition leaves to the variants. */
export interface PromptDefaults {
  readonly hasPrompt: boolean;
  readonly hasModel: boolean;
}

/** The schema of a variant's config: strict, so that a misspelt `temprature` is not ignored. */
export function promptConfigSchema({ hasPrompt, hasModel }: PromptDefaults): ZodType<PromptConfig> {
  return Config.superRefine((config, context) => {
    const refuse = (path: string, allowed: string): void =>
      context.addIssue({ code: "custom", path: [path], message: expected(allowed) });
    if (config.prompt !== undefined && config.messages !== undefined)
      refuse("messages", "either prompt or messages");
    if (config.prompt === undefined && config.messages === undefined && !hasPrompt)
      refuse("prompt", "prompt or messages, since the pipeline has neither");
    if (config.model === undefined && !hasModel) refuse("model", "a model, since the pipeline has none");
  });
}

/** The model a config names, whether or not the rest of it is right. */
export function modelOf(config: JsonObject, defaultModel: string | undefined): readonly string[] {
  const model = config.model ?? defaultModel;
  return typeof model === "string" ? [model] : [];
}
