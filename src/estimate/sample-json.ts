import type { JsonObject, JsonValue } from "../domain/json/json.js";

const PLACEHOLDER = "A sentence of usual length, in place of what a model would say about it. ";

/** A small value that fits a JSON Schema of the kind structured outputs use; for dry runs. */
export function sampleJson(schema: JsonObject): JsonValue {
  const { enum: choices, const: only, anyOf, oneOf, type, properties, items, minimum } = schema;
  if (only !== undefined) return only;
  if (Array.isArray(choices) && choices.length > 0)
    return choices[Math.floor(choices.length / 2)] as JsonValue;
  const [first] = (anyOf ?? oneOf ?? []) as readonly JsonObject[];
  if (first !== undefined) return sampleJson(first);
  const name = Array.isArray(type) ? type[0] : type;
  if (name === "object" || properties !== undefined) {
    const entries = Object.entries((properties ?? {}) as Record<string, JsonObject>);
    return Object.fromEntries(entries.map(([key, inner]) => [key, sampleJson(inner)]));
  }
  if (name === "array") {
    const length = typeof schema.minItems === "number" ? Math.max(schema.minItems, 1) : 1;
    return Array.from({ length }, () => sampleJson((items ?? { type: "string" }) as JsonObject));
  }
  if (name === "integer" || name === "number") return typeof minimum === "number" ? minimum : 1;
  if (name === "boolean") return true;
  return name === "null" ? null : PLACEHOLDER;
}
