import { type ZodType, z } from "zod";
import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { compileOnce } from "./compile-once.js";
import { isSchema } from "./is-schema.js";

const SHOWN_SCHEMA_PROBLEMS = 5;

/** A structured output as asked of the model, and how its answer is checked. */
export interface PromptOutput {
  readonly name: string;
  readonly schema: JsonObject;
  /** What the schema makes of the answer, or how it deviates, without quoting it. */
  readonly check: (answer: JsonValue) => { readonly value: unknown } | { readonly problem: string };
}

/**
 * Prepares a structured output given as a zod schema or as `{ name, schema }` with a JSON Schema.
 *
 * @throws Error when a zod schema has no JSON Schema, such as that of a date.
 */
export function preparePromptOutput(
  output: ZodType | { readonly name: string; readonly schema: JsonObject },
): PromptOutput {
  return isSchema(output) ? fromZod(output) : fromJsonSchema(output);
}

function fromZod(schema: ZodType): PromptOutput {
  return {
    name: "output",
    schema: z.toJSONSchema(schema) as unknown as JsonObject,
    check: (answer) => {
      const result = schema.safeParse(answer);
      if (result.success) return { value: result.data };
      return {
        problem: join(
          result.error.issues.map(({ path, message }) => `${path.join(".") || "the answer"}: ${message}`),
        ),
      };
    },
  };
}

function fromJsonSchema({
  name,
  schema,
}: {
  readonly name: string;
  readonly schema: JsonObject;
}): PromptOutput {
  const validate = compileOnce(schema);
  return {
    name,
    schema,
    check: (answer) => {
      const problems = validate(answer);
      return problems.length === 0 ? { value: answer } : { problem: join(problems) };
    },
  };
}

function join(problems: readonly string[]): string {
  const more = problems.length - SHOWN_SCHEMA_PROBLEMS;
  return `${problems.slice(0, SHOWN_SCHEMA_PROBLEMS).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
