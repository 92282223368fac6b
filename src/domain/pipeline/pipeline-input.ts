import { type ZodType, z } from "zod";
import type { JsonObject, JsonValue } from "../json/json.js";
import { describeValue } from "../json/value-description.js";
import { PermanentError } from "../permanent-error.js";
import type { Pipeline } from "./pipeline.js";

/** An array of a thousand wrong entries has a thousand problems; these are enough to see why. */
const SHOWN_INPUT_PROBLEMS = 10;

/** An item's input does not fit the pipeline's `input` schema; trying again cannot help. */
export class PipelineInputInvalidError extends PermanentError {
  constructor(
    place: { readonly pipelineName: string; readonly itemId: string },
    problems: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      `The input of item "${place.itemId}" does not fit the input schema of pipeline "${place.pipelineName}".\n` +
        `${problems}\nCorrect the item in its dataset, or the schema in the configuration.`,
      options,
    );
  }
}

/** A variant's config does not fit the pipeline's `config` schema; trying again cannot help. */
export class PipelineConfigInvalidError extends PermanentError {
  constructor(
    place: { readonly pipelineName: string; readonly variant: string },
    problems: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      `The config of variant "${place.variant}" does not fit the config schema of pipeline "${place.pipelineName}".\n` +
        `${problems}\nCorrect the variant, or the schema in the configuration.`,
      options,
    );
  }
}

/**
 * Checks an item's input against the pipeline's `input` schema and returns what the schema makes of it:
 * defaults filled in, transforms applied. Without a schema it passes unchanged.
 *
 * @throws PipelineInputInvalidError naming the item and, per problem, the path and the kind of value there; not
 * its content, since messages of failures may be shown outside the store.
 */
export function parsePipelineInput(
  pipeline: Pick<Pipeline, "inputSchema">,
  call: { readonly pipelineName: string; readonly itemId: string; readonly input: JsonValue },
): unknown {
  const checked = check(pipeline.inputSchema, call.input);
  if ("problems" in checked) {
    throw new PipelineInputInvalidError(call, checked.problems, { cause: checked.cause });
  }
  return checked.value;
}

/**
 * Checks a variant's config against the pipeline's `config` schema, as `parsePipelineInput` does for inputs.
 *
 * @throws PipelineConfigInvalidError naming the variant and, per problem, the path and the kind of value there.
 */
export function parsePipelineConfig(
  pipeline: Pick<Pipeline, "configSchema">,
  call: { readonly pipelineName: string; readonly variant: string; readonly config: JsonObject },
): unknown {
  const checked = check(pipeline.configSchema, call.config);
  if ("problems" in checked) {
    throw new PipelineConfigInvalidError(call, checked.problems, { cause: checked.cause });
  }
  return checked.value;
}

type Checked = { readonly value: unknown } | { readonly problems: string; readonly cause: unknown };

function check(schema: ZodType | null, value: JsonValue): Checked {
  if (schema === null) return { value };
  try {
    const result = schema.safeParse(value);
    if (result.success) return { value: result.data };
    const problems = result.error.issues.map(
      (issue) =>
        `${z.prettifyError({ issues: [issue] })} (received: ${describeValue(valueAt(value, issue.path))})`,
    );
    const hidden = problems.length - SHOWN_INPUT_PROBLEMS;
    const shown =
      hidden > 0 ? [...problems.slice(0, SHOWN_INPUT_PROBLEMS), `… and ${hidden} more`] : problems;
    return { problems: shown.join("\n"), cause: result.error };
  } catch (cause) {
    if (!(cause instanceof Error) || cause.constructor.name !== "$ZodAsyncError") throw cause;
    return {
      problems: "✖ The schema has asynchronous refinements; only synchronous ones are allowed",
      cause,
    };
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return found;
}
