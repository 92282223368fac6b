import type { JsonObject } from "../domain/json/json.js";
import { compileJsonSchema, type JsonSchemaValidator } from "../domain/json/json-schema-validator.js";

/** More schemas than variants run at once; beyond it the oldest is compiled again. */
const KEPT_SCHEMAS = 50;

const compiled = new Map<string, JsonSchemaValidator>();

/**
 * Compiles a JSON Schema that comes with each call's config: compiling takes some 30 ms, which a call per run
 * would pay twice.
 *
 * @throws Error from ajv when the schema is invalid.
 */
export function compileOnce(schema: JsonObject): JsonSchemaValidator {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const validate = compileJsonSchema(schema);
  const oldest = compiled.keys().next().value;
  if (compiled.size >= KEPT_SCHEMAS && oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, validate);
  return validate;
}
