import { isJsonObject, type JsonObject, type JsonValue } from "../../../src/domain/json/json.js";

/** Gives the value of a property by its name; undefined leaves it to the schema. */
export type PropertyValue = (name: string, schema: JsonObject) => JsonValue | undefined;

/**
 * Makes the simplest value that fits a JSON schema: first of an enum, least number, every property.
 * Covers what response formats use (objects, arrays, enums, const, anyOf, `$defs`), not all of JSON Schema.
 */
export function sampleJson(schema: JsonObject, propertyValue: PropertyValue = () => undefined): JsonValue {
  return sample(schema, { root: schema, propertyValue });
}

interface Sampling {
  readonly root: JsonObject;
  readonly propertyValue: PropertyValue;
}

function sample(schema: JsonValue | undefined, sampling: Sampling): JsonValue {
  if (!isJsonObject(schema)) return null;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  if (typeof schema.$ref === "string") return sample(resolve(schema.$ref, sampling.root), sampling);
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const alternatives = schema[key];
    if (Array.isArray(alternatives)) return sample(alternatives[0], sampling);
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || isJsonObject(schema.properties)) return sampleObject(schema, sampling);
  if (type === "array") {
    const length = Math.max(1, Number(schema.minItems ?? 1));
    return Array.from({ length }, () => sample(schema.items, sampling));
  }
  if (type === "integer" || type === "number") return Number(schema.minimum ?? 1);
  if (type === "boolean") return true;
  return type === "null" ? null : "sample";
}

function sampleObject(schema: JsonObject, sampling: Sampling): JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const chosen = isJsonObject(property) ? sampling.propertyValue(name, property) : undefined;
      return [name, chosen === undefined ? sample(property, sampling) : chosen];
    }),
  );
}

function resolve(reference: string, root: JsonObject): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const part of reference.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    value = isJsonObject(value) ? value[part] : undefined;
  }
  return value;
}
