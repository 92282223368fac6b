import type { JsonValue } from "../domain/json/json.js";
import { jsonInText } from "../domain/json/json-in-text.js";
import { conversationText } from "../domain/model/conversation.js";
import type { EvaluatorArguments } from "../domain/score/evaluator.js";
import { parseJsonText } from "./json/parse-json-text.js";
import { judgedValues } from "./judged-values.js";

/** How an evaluator finds what it compares in output and expected output. */
export interface ComparedPlace {
  readonly path?: string | undefined;
  /** Reads JSON in a text before `path` selects and anything is compared. */
  readonly parseText?: boolean | undefined;
}

/**
 * Output and expected output as `judgedValues` selects them, with chat messages and content parts as their text (of a
 * conversation that of its last message): an answer is the same text whether it came as a message or not.
 *
 * With `parseText` a text that is JSON, or holds it in a code fence or in prose, is that JSON; other texts stay.
 */
export function comparedValues(
  judged: EvaluatorArguments,
  { path, parseText = false }: ComparedPlace,
): { readonly output: JsonValue | undefined; readonly expected: JsonValue | undefined } {
  const given = parseText ? parsed(judged, path) : judged;
  const { output, expected } = judgedValues(given, path);
  return { output: conversationText(output) ?? output, expected: conversationText(expected) ?? expected };
}

function parsed(judged: EvaluatorArguments, path: string | undefined): EvaluatorArguments {
  const wanted = conversationText(judged.expected) ?? judged.expected;
  const expected = typeof wanted === "string" ? wholeJson(wanted) : wanted;
  const answer = conversationText(judged.output) ?? judged.output;
  if (typeof answer !== "string") return { ...judged, output: answer, expected };
  // Where a text is expected, JSON among the words of an answer is a part of it.
  if (typeof expected === "string" && path === undefined)
    return { ...judged, output: wholeJson(answer), expected };
  const kind = Array.isArray(expected) ? "array" : "object";
  return { ...judged, output: jsonInText(answer, kind) ?? answer, expected };
}

function wholeJson(text: string): JsonValue {
  const result = parseJsonText(text);
  return result.problem === null ? result.value : text;
}
