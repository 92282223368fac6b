import type { JsonValue } from "../domain/json/json.js";
import { conversationText } from "../domain/model/conversation.js";
import type { EvaluatorArguments } from "../domain/score/evaluator.js";
import { judgedValues } from "./judged-values.js";

/**
 * Output and expected output as `judgedValues` selects them, with chat messages and content parts as their text (of a
 * conversation that of its last message): an answer is the same text whether it came as a message or not.
 */
export function comparedValues(
  judged: EvaluatorArguments,
  path: string | undefined,
): { readonly output: JsonValue | undefined; readonly expected: JsonValue | undefined } {
  const { output, expected } = judgedValues(judged, path);
  return { output: conversationText(output) ?? output, expected: conversationText(expected) ?? expected };
}
