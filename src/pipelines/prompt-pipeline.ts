import { type ZodType, z } from "zod";
import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { describeValue } from "../domain/json/value-description.js";
import type { ChatMessage } from "../domain/model/models.js";
import type { Pipeline, PipelineCall } from "../domain/pipeline/pipeline.js";
import { expected, parsePipelineDefinition, SCHEMA_OPTION, TIMEOUT_OPTION } from "./definition-options.js";
import { isSchema } from "./is-schema.js";
import { PipelineDefinitionInvalidError } from "./pipeline-definition-invalid-error.js";
import { type IncompleteAnswer, readPromptAnswer } from "./prompt-answer.js";
import { modelOf, type PromptConfig, promptConfigSchema } from "./prompt-config.js";
import { OutputSchemaOption, PROMPT_OPTIONS, PROMPT_TEMPLATE_OPTION } from "./prompt-options.js";
import { type PromptOutput, preparePromptOutput } from "./prompt-output.js";
import { buildPromptRequest } from "./prompt-request.js";
import { promptVariables } from "./prompt-variables.js";

/**
 * A pipeline that is one prompt. Each variant's config can override these values, and must give those that are left
 * out.
 */
export interface PromptPipelineDefinition {
  /** The user message, as a Liquid template; in a config its name is `prompt`. Give this or `messages`. */
  readonly template?: string;
  /** The system message, as a Liquid template. */
  readonly system?: string;
  /** A conversation instead of `template`; its texts are Liquid templates. */
  readonly messages?: readonly ChatMessage[];
  /** The model that is asked. */
  readonly model?: string;
  /** From 0 to 2. */
  readonly temperature?: number;
  /** From 0 to 1. */
  readonly topP?: number;
  /** Longest answer in tokens. */
  readonly maxOutputTokens?: number;
  /** A whole number, for models that take one. */
  readonly seed?: number;
  /** Texts at which the answer ends. */
  readonly stopSequences?: readonly string[];
  /** How much a reasoning model thinks, as the provider names it: `minimal`, `low`, `medium`, `high` … */
  readonly reasoningEffort?: string;
  /** How much the model says. */
  readonly verbosity?: "low" | "medium" | "high";
  /** Structured output: a zod schema, or a JSON Schema as `{ name, schema }`. Without it the output is text. */
  readonly output?: ZodType | { readonly name?: string; readonly schema: JsonObject };
  /** What templates can use as `variables.NAME`. Variables of a config override these. */
  readonly variables?: Readonly<Record<string, JsonValue>>;
  /** A zod schema that checks the item's input. Templates get the value that the schema returns. */
  readonly input?: ZodType;
  /**
   * What happens with an answer that was refused, filtered or cut off: `keep` (the default) uses the text that came,
   * `empty` uses an empty text (null with `output`), `fail` fails the run.
   */
  readonly incompleteAnswer?: IncompleteAnswer;
  /** Longest time for one call; `limits.pipelineTimeoutMs` by default. */
  readonly timeoutMs?: number;
}

const Definition = z.strictObject({
  template: PROMPT_TEMPLATE_OPTION,
  ...PROMPT_OPTIONS,
  output: z
    .union([z.custom<ZodType>(isSchema), OutputSchemaOption])
    .optional()
    .describe("a zod 4 schema, or { name, schema } with a valid JSON Schema"),
  incompleteAnswer: z.enum(["keep", "empty", "fail"]).optional().describe("keep, empty or fail"),
  input: SCHEMA_OPTION,
  timeoutMs: TIMEOUT_OPTION,
});
type Definition = z.infer<typeof Definition>;

/**
 * Defines a pipeline without code: `promptPipeline({ template: "Summarize {{ article }}", model: "gpt-5.4-mini" })`.
 * Templates see the fields of the item's input by their names, and `input`, `metadata`, `item.id` and `variables`. They
 * never see the expected output.
 *
 * @throws PipelineDefinitionInvalidError naming the option, what was received and what is allowed.
 */
export function promptPipeline(definition: PromptPipelineDefinition = {}): Pipeline {
  const checked = parsePipelineDefinition(
    Definition.refine(({ template, messages }) => template === undefined || messages === undefined, {
      path: ["messages"],
      message: expected("either template or messages"),
    }),
    definition,
  );
  const output = prepareOutput(checked.output);
  return {
    kind: "prompt",
    inputSchema: checked.input ?? null,
    configSchema: promptConfigSchema({
      hasPrompt: checked.template !== undefined || checked.messages !== undefined,
      hasModel: checked.model !== undefined,
    }),
    timeoutMs: checked.timeoutMs ?? null,
    listModels: (config) => modelOf(config, checked.model),
    waitsForModelsOnly: true,
    run: (call: PipelineCall<never, never>) => ask(call, { definition: checked, output }),
  };
}

function prepareOutput(output: Definition["output"]): PromptOutput | null {
  if (output === undefined) return null;
  try {
    return preparePromptOutput(output);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineDefinitionInvalidError(
      {
        option: "output",
        received: describeValue(output),
        allowed: `a schema that JSON Schema can express (${problem})`,
      },
      { cause },
    );
  }
}

async function ask(
  { input, config, item, models, trace }: PipelineCall,
  { definition, output: defined }: { readonly definition: Definition; readonly output: PromptOutput | null },
): Promise<unknown> {
  // As the config's schema has made it.
  const checked = config as PromptConfig;
  const output = checked.output === undefined ? defined : preparePromptOutput(checked.output);
  const variables = promptVariables({
    input,
    item,
    variables: { ...definition.variables, ...checked.variables },
  });
  const request = buildPromptRequest({
    definition,
    config: checked,
    output,
    variables,
    subject: `item "${item.id}"`,
  });
  const answer = await models.generate(request);
  const { incompleteAnswer } = definition;
  return await readPromptAnswer({ answer, model: request.model, output, trace, incompleteAnswer });
}
