import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";

/**
 * What a template sees: the fields of an input that is an object by their names, and `input`, `metadata`,
 * `item.id` and `variables`, which win over fields of the same name. Never the expected output.
 */
export function promptVariables({
  input,
  item,
  variables,
}: {
  readonly input: JsonValue;
  readonly item: { readonly id: string; readonly metadata: JsonObject };
  readonly variables: JsonObject;
}): JsonObject {
  return {
    ...(isJsonObject(input) ? input : {}),
    input,
    metadata: item.metadata,
    item: { id: item.id },
    variables,
  };
}
