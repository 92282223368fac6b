import type { JsonObject, JsonValue } from "../../../../src/domain/json/json.js";
import type { ProviderChoice } from "../provider-answer.js";
import type { ProviderRequest } from "../provider-request.js";
import { sampleJson } from "../sample-json.js";

/** Score and reason in the form that a judge's request asks for. */
export interface JudgeVerdict {
  /** Score for a property of the schema, which is the criterion when one call judges several. */
  readonly scoreOf: (property: string) => number;
  readonly reason: string;
}

/**
 * Writes a judge's choice: an object that fits the schema when there is one, `{"score", "reason"}` when the
 * prompt speaks of JSON, else the bare number.
 */
export function judgeChoice(request: ProviderRequest, verdict: JudgeVerdict): ProviderChoice {
  const score = verdict.scoreOf("score");
  if (request.responseSchema !== null) {
    const fill = (name: string, schema: JsonObject): JsonValue | undefined => {
      if (isNumeric(schema)) return verdict.scoreOf(name);
      return schema.type === "string" && schema.enum === undefined ? verdict.reason : undefined;
    };
    return { json: sampleJson(request.responseSchema, fill) };
  }
  const isJson = request.responseFormat === "json_object" || /\bjson\b/i.test(request.promptText);
  return isJson ? { json: { score, reason: verdict.reason } } : { text: String(score) };
}

function isNumeric(schema: JsonObject): boolean {
  const values = schema.enum;
  if (Array.isArray(values)) return values.every((value) => typeof value === "number");
  return schema.type === "integer" || schema.type === "number";
}
