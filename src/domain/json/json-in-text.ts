import type { JsonValue } from "./json.js";
import { jsonValuesIn } from "./json-values-in.js";
import { parseAnswerJson } from "./parse-answer-json.js";

const CODE_FENCE = /^[ \t]*(?:```|~~~)[^\n`]*\n([\s\S]*?)^[ \t]*(?:```|~~~)[ \t]*\r?$/gm;

/**
 * The JSON that a text is, or holds: the text itself, else the content of its last code fence, else the last object (or
 * array) in its prose. Undefined when there is none, or when one begins that does not end.
 */
export function jsonInText(text: string, kind: "object" | "array" = "object"): JsonValue | undefined {
  const whole = parse(text);
  if (whole !== undefined) return whole;
  const fenced = [...text.matchAll(CODE_FENCE)].at(-1)?.[1];
  const inFence = fenced === undefined ? undefined : parse(fenced);
  if (inFence !== undefined) return inFence;
  const { values, hasUnfinished } = jsonValuesIn(text, kind);
  return hasUnfinished ? undefined : values.at(-1);
}

function parse(text: string): JsonValue | undefined {
  try {
    // A byte order mark is no white space to JSON.
    return parseAnswerJson(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}
