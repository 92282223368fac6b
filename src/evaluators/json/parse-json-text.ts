import type { JsonValue } from "../../domain/json/json.js";
import { parseAnswerJson } from "../../domain/json/parse-answer-json.js";

/** A parsed JSON text, or what is wrong with it. */
export type ParsedJsonText =
  | { readonly problem: null; readonly value: JsonValue }
  | { readonly problem: string };

/** Parses a text as JSON; a text that is none is a finding here, not an error. */
export function parseJsonText(text: string): ParsedJsonText {
  try {
    return { problem: null, value: parseAnswerJson(text) };
  } catch (error) {
    return { problem: `Not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
