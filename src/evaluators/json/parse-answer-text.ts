import type { JsonValue } from "../../domain/json/json.js";
import { jsonInText } from "../../domain/json/json-in-text.js";
import type { CommentedValue } from "../computing-evaluator.js";
import { parseJsonText } from "./parse-json-text.js";

/** A parsed answer, or the finding that it is no JSON. */
export type ParsedAnswer =
  | { readonly finding: null; readonly value: JsonValue }
  | { readonly finding: CommentedValue & { readonly value: false } };

/**
 * Parses an answer that shall be JSON. With `extract` JSON within a code fence or among words counts too; without, the
 * finding says that there is some.
 */
export function parseAnswerText(text: string, { extract }: { readonly extract: boolean }): ParsedAnswer {
  const whole = parseJsonText(text);
  if (whole.problem === null) return { finding: null, value: whole.value };
  const found = jsonInText(text);
  if (found === undefined) return { finding: { value: false, comment: whole.problem } };
  if (extract) return { finding: null, value: found };
  const comment = `${whole.problem}. It holds JSON in a code fence or among words: "extract: true" takes that.`;
  return { finding: { value: false, comment, note: "json_among_text" } };
}
