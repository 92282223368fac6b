import type { ZodType } from "zod";
import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { describeValue } from "../domain/json/value-description.js";
import type { Pipeline, PipelineCall, PipelinePreparation } from "../domain/pipeline/pipeline.js";
import { isSchema } from "./is-schema.js";
import { PipelineDefinitionInvalidError } from "./pipeline-definition-invalid-error.js";

/** A pipeline written as a function. The schemas, where given, type and check `input` and `config`. */
export interface FunctionPipelineDefinition<Input, Config> {
  /** A zod schema that checks the item's input before each call. The call gets the value that the schema returns. */
  readonly input?: ZodType<Input>;
  /** A zod schema that checks the variant's config when the experiment is started. */
  readonly config?: ZodType<Config>;
  /** Longest time for one call; overrides `limits.pipelineTimeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * Prepares what calls need, such as a trained model, and keeps it for later calls. It is awaited before each call. Its time
   * does not count as latency; its own limit is as long as that of a call.
   */
  readonly prepare?: (preparation: PipelinePreparation<Config>) => unknown;
  /** Returns the output, a JSON value, or a promise of one. Throw `PermanentError` to prevent retries. */
  readonly run: (call: PipelineCall<Input, Config>) => unknown;
}

const OPTIONS = ["input", "config", "timeoutMs", "prepare", "run"];

/**
 * Defines a pipeline: `pipeline({ input: z.object({ … }), config: z.object({ … }), run: async ({ input }) => … })`.
 *
 * @throws PipelineDefinitionInvalidError naming the option, what was received and what is allowed.
 */
export function pipeline<Input = JsonValue, Config = JsonObject>(
  definition: FunctionPipelineDefinition<Input, Config>,
): Pipeline {
  checkDefinition(definition);
  const { run, prepare } = definition;
  return {
    kind: "function",
    inputSchema: definition.input ?? null,
    configSchema: definition.config ?? null,
    timeoutMs: definition.timeoutMs ?? null,
    ...(prepare === undefined
      ? {}
      : { prepare: (preparation: PipelinePreparation<never>) => prepare(preparation) }),
    run: (call: PipelineCall<never, never>) => run(call),
  };
}

/** Types vanish at run time and configurations may be plain JavaScript: everything is checked again. */
function checkDefinition(definition: unknown): void {
  const refuse = (option: string, received: unknown, allowed: string): never => {
    throw new PipelineDefinitionInvalidError({ option, received: describeValue(received), allowed });
  };
  if (typeof definition !== "object" || definition === null) {
    throw new PipelineDefinitionInvalidError({
      option: "definition",
      received: describeValue(definition),
      allowed: "an object with run and optionally input, config, timeoutMs, prepare",
    });
  }
  const options = definition as Readonly<Record<string, unknown>>;
  for (const option of Object.keys(options)) {
    if (!OPTIONS.includes(option)) refuse(option, options[option], `only the options ${OPTIONS.join(", ")}`);
  }
  const { run, prepare, input, config, timeoutMs } = options;
  if (typeof run !== "function") refuse("run", run, "a function of ({ input, config, … })");
  if (prepare !== undefined && typeof prepare !== "function")
    refuse("prepare", prepare, "a function of ({ config, signal })");
  if (input !== undefined && !isSchema(input)) refuse("input", input, "a zod 4 schema");
  if (config !== undefined && !isSchema(config)) refuse("config", config, "a zod 4 schema");
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    refuse("timeoutMs", timeoutMs, "milliseconds above 0 and below 2^31");
  }
}
