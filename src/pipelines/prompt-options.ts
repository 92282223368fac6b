import { z } from "zod";
import { JsonObjectSchema, JsonValueSchema } from "../domain/json/json-schema.js";
import { type ContentPart, toContentParts } from "../domain/model/chat-content.js";
import { compileOnce } from "./compile-once.js";
import { expected } from "./definition-options.js";
import { findTemplateProblem } from "./template.js";

/** A text in Liquid, whose syntax is checked before anything is paid. */
const Template = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const problem = findTemplateProblem(text);
    if (problem !== null)
      context.addIssue({
        code: "custom",
        message: expected(`a Liquid template without errors (${problem})`),
      });
  });

const template = Template.optional().describe("a Liquid template, not empty");

/** Content parts, in any form that data come in, whose texts and URLs are templates. */
const Parts = z.array(JsonValueSchema).transform((value, context) => {
  const parts = toContentParts(value);
  const problem = parts === null ? "no list of content parts" : problemIn(parts);
  if (parts !== null && problem === null) return parts;
  context.addIssue({
    code: "custom",
    message: expected(`parts of the types text, image (image_url) and file (${problem})`),
  });
  return z.NEVER;
});

function problemIn(parts: readonly ContentPart[]): string | null {
  const templates = parts.map((part) =>
    part.type === "text" ? part.text : part.type === "image" ? part.image : part.data,
  );
  return templates.map(findTemplateProblem).find((problem) => problem !== null) ?? null;
}

/** Structured output, as a JSON Schema. */
export const OutputSchemaOption = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .default("output"),
  schema: JsonObjectSchema.superRefine((schema, context) => {
    try {
      compileOnce(schema);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: "custom", message: expected(`a valid JSON Schema (${problem})`) });
    }
  }),
});

/** What shapes a call of the model, in a pipeline's definition and in a variant's config alike. */
export const PROMPT_OPTIONS = {
  system: template,
  messages: z
    .array(
      z.strictObject({ role: z.enum(["system", "user", "assistant"]), content: z.union([Template, Parts]) }),
    )
    .min(1)
    .optional()
    .describe(
      "a list of { role: system, user or assistant, content: a Liquid template, or parts of the types text, image (image_url) and file }",
    ),
  model: z.string().min(1).optional().describe('the name of a model, such as "gpt-5.4-mini"'),
  temperature: z.number().min(0).max(2).optional().describe("a number from 0 to 2"),
  topP: z.number().min(0).max(1).optional().describe("a number from 0 to 1"),
  maxOutputTokens: z.int().min(1).optional().describe("a whole number from 1"),
  seed: z.int().optional().describe("a whole number"),
  stopSequences: z.array(z.string().min(1)).optional().describe("a list of strings, none empty"),
  reasoningEffort: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .optional()
    .describe('how much the model thinks, such as "minimal", "low", "medium" or "high"'),
  verbosity: z.enum(["low", "medium", "high"]).optional().describe("low, medium or high"),
  variables: z
    .record(z.string(), JsonValueSchema)
    .optional()
    .describe("an object of JSON values, which templates see as variables.NAME"),
};

/** The one template of a prompt without messages: `template` in a definition, `prompt` in a config. */
export const PROMPT_TEMPLATE_OPTION = template;
