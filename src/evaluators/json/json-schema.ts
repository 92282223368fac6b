import { z } from "zod";
import type { JsonObject, JsonValue } from "../../domain/json/json.js";
import { compileJsonSchema, type JsonSchemaValidator } from "../../domain/json/json-schema-validator.js";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator, type Finding } from "../computing-evaluator.js";
import { COMMON_OPTIONS, EXTRACT_OPTION, parseEvaluatorOptions } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { ComputationTimedOutError, withTimeLimit } from "../time-limit.js";
import { type ParsedAnswer, parseAnswerText } from "./parse-answer-text.js";
import { valueAtPath } from "./value-at-path.js";

const JSON_SCHEMA = "json_schema";

/** Validating takes microseconds; only a `pattern` that backtracks without end comes near this. */
const VALIDATION_TIMEOUT_MS = 1_000;

const JsonSchemaOptions = z.strictObject({
  ...COMMON_OPTIONS,
  /** A JSON Schema. */
  schema: z.union([z.record(z.string(), z.unknown()), z.boolean()]).describe("a JSON Schema, as an object"),
  /** Finds JSON inside a code fence or between other words; false by default. */
  extract: EXTRACT_OPTION,
  /** Whether an output that is a text is parsed as JSON first. */
  parseText: z.boolean().optional().describe("true or false"),
});

/** Options of `jsonSchema`; `schema` is required, `parseText` true and `extract` false by default. */
export type JsonSchemaOptions = z.infer<typeof JsonSchemaOptions>;

/**
 * Does the output fit a JSON Schema? BOOLEAN, with the first misfit as comment; needs no expected output.
 *
 * A string is parsed as JSON before `path` is applied; if it is no JSON, the score is false. With `extract`, a code
 * fence or words around the JSON are ignored. `parseText: false` validates the string itself. The schema is compiled
 * once, when the evaluator is defined. A validation that takes more than a second is ended and the score is unscored,
 * `json_schema_timed_out`.
 *
 * @throws EvaluatorOptionsInvalidError when the schema is not valid.
 */
export function jsonSchema(options: JsonSchemaOptions): Evaluator {
  const parsed = parseEvaluatorOptions(JSON_SCHEMA, { schema: JsonSchemaOptions, options });
  const { path, parseText = true, extract = false } = parsed;
  const schema = parsed.schema as JsonObject | boolean;
  const validate = compile(schema);
  return computingEvaluator({
    kind: JSON_SCHEMA,
    version: 2,
    name: parsed.name,
    settings: { path: path ?? null, parseText, extract, schema },
    find: ({ output }) => {
      const read = (value: JsonValue): ParsedAnswer =>
        parseText && typeof value === "string"
          ? parseAnswerText(value, { extract })
          : { finding: null, value };
      const whole = read(output);
      if (whole.finding !== null) return whole.finding;
      if (path === undefined) return judge(validate, whole.value);
      const part = valueAtPath(whole.value, path);
      if (part === undefined) return { value: false, comment: `The output has nothing at "${path}".` };
      const inner = read(part);
      return inner.finding ?? judge(validate, inner.value);
    },
  });
}

function compile(schema: JsonObject | boolean): JsonSchemaValidator {
  try {
    return compileJsonSchema(schema);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluatorOptionsInvalidError(
      {
        evaluator: JSON_SCHEMA,
        option: "schema",
        received: schema,
        allowed: `a valid JSON Schema (${problem})`,
      },
      { cause },
    );
  }
}

function judge(validate: JsonSchemaValidator, value: JsonValue): Finding {
  try {
    const limit = { timeoutMs: VALIDATION_TIMEOUT_MS, subject: JSON_SCHEMA };
    const [problem] = withTimeLimit(() => validate(value), limit);
    return problem === undefined ? true : { value: false, comment: problem };
  } catch (error) {
    if (!(error instanceof ComputationTimedOutError)) throw error;
    return { unscoredReason: "json_schema_timed_out", comment: error.message };
  }
}
