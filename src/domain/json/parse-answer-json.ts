import type { JsonValue } from "./json.js";
import { parseExactJson } from "./parse-exact-json.js";

/**
 * JSON that a model, a service or a program answered with. Whole numbers too large to be kept exactly become the text
 * that was written: two ids must never become one, and what was paid for is not thrown away. What is beyond all bounds
 * (1e999) is no id, and stays the infinity that readers refuse.
 *
 * @throws SyntaxError for what is no JSON.
 */
export function parseAnswerJson(text: string): JsonValue {
  return parseExactJson(text, (_path, literal) => (Number.isFinite(Number(literal)) ? "text" : "round"));
}
