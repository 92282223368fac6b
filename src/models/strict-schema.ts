import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";

/**
 * True when OpenAI's strict mode takes a JSON Schema: every object closed, every property required. Any other
 * schema is sent without strictness, where the model is shown it but not held to it.
 */
export function isStrictSchema(schema: JsonObject): boolean {
  if (schema.type === "object" || isJsonObject(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const names = isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
    if (schema.additionalProperties !== false) return false;
    if (!names.every((name) => required.includes(name))) return false;
  }
  return Object.entries(schema).every(([key, value]) => key === "enum" || key === "const" || isStrict(value));
}

function isStrict(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.every(isStrict);
  return isJsonObject(value) ? isStrictSchema(value) : true;
}
