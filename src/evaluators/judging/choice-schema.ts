import type { JsonObject } from "../../domain/json/json.js";

/** The schema of an answer that is one of some choices, with the reason after it. */
export function choiceSchema(choices: readonly string[]): JsonObject {
  return {
    type: "object",
    properties: { choice: { type: "string", enum: choices }, reason: { type: "string" } },
    required: ["choice", "reason"],
    additionalProperties: false,
  };
}
