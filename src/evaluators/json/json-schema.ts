import { z } from "zod";
import type { JsonObject, JsonValue } from "../../domain/json/json.js";
import { compileJsonSchema, type JsonSchemaValidator } from "../../domain/json/json-schema-validator.js";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator, type Finding } from "../computing-evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { judgedValues } from "../judged-values.js";
import { ComputationTimedOutError, withTimeLimit } from "../time-limit.js";
import { parseJsonText } from "./parse-json-text.js";

const KIND = "json_schema";

/** Validating takes microseconds; only a `pattern` that backtracks without end comes near this. */
const VALIDATION_TIMEOUT_MS = 1_000;

const JsonSchemaOptions = z.strictObject({
  ...COMMON_OPTIONS,
  /** A JSON Schema. */
  schema: z.union([z.record(z.string(), z.unknown()), z.boolean()]).describe("a JSON Schema, as an object"),
  /** Whether an output that is a text is parsed as JSON first. */
  parseText: z.boolean().optional().describe("true or false"),
});

/** Options of `jsonSchema`; `schema` is required, `parseText` true by default. */
export type JsonSchemaOptions = z.infer<typeof JsonSchemaOptions>;

/**
 * Does the output fit a JSON Schema? BOOLEAN, with the first misfit as comment; needs no expected output.
 *
 * A string is taken for JSON text and parsed (text that is none is false); `parseText: false` validates the
 * string itself. The schema is compiled once, when the evaluator is defined. A validation that takes more than
 * a second is ended and the score is unscored, `json_schema_timed_out`.
 *
 * @throws EvaluatorOptionsInvalidError when the schema is not valid.
 */
export function jsonSchema(options: JsonSchemaOptions): Evaluator {
  const parsed = parseEvaluatorOptions(KIND, { schema: JsonSchemaOptions, options });
  const { path, parseText = true } = parsed;
  const schema = parsed.schema as JsonObject | boolean;
  const validate = compile(schema);
  return computingEvaluator({
    kind: KIND,
    version: 1,
    name: parsed.name,
    settings: { path: path ?? null, parseText, schema },
    find: (judged) => {
      const { output } = judgedValues(judged, path);
      if (output === undefined) return { value: false, comment: `The output has nothing at "${path}".` };
      if (typeof output !== "string" || !parseText) return judge(validate, output);
      const result = parseJsonText(output);
      return result.problem === null
        ? judge(validate, result.value)
        : { value: false, comment: result.problem };
    },
  });
}

function compile(schema: JsonObject | boolean): JsonSchemaValidator {
  try {
    return compileJsonSchema(schema);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorOptionsInvalidError(
      { evaluator: KIND, option: "schema", received: schema, allowed: `a valid JSON Schema (${problem})` },
      { cause },
    );
  }
}

function judge(validate: JsonSchemaValidator, value: JsonValue): Finding {
  try {
    const limit = { timeoutMs: VALIDATION_TIMEOUT_MS, subject: KIND };
    const [problem] = withTimeLimit(() => validate(value), limit);
    return problem === undefined ? true : { value: false, comment: problem };
  } catch (error) {
    if (!(error instanceof ComputationTimedOutError)) throw error;
    return { unscoredReason: "json_schema_timed_out", comment: error.message };
  }
}
