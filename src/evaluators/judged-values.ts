import type { JsonValue } from "../domain/json/json.js";
import type { EvaluatorArguments } from "../domain/score/evaluator.js";
import { valueAtPath } from "./json/value-at-path.js";

/**
 * What remains of an output and its expected output after the option `path`.
 *
 * `path` always selects from the output. From the expected output it selects only where that is an object or
 * array, so that a dataset may hold just the expected answer. A value that is absent is undefined; an expected
 * null counts as absent, as it does in a dataset.
 */
export function judgedValues(
  judged: EvaluatorArguments,
  path: string | undefined,
): { readonly output: JsonValue | undefined; readonly expected: JsonValue | undefined } {
  const { output } = judged;
  const expected = judged.expected ?? undefined;
  if (path === undefined) return { output, expected };
  const structured = typeof expected === "object";
  const selected = structured ? (valueAtPath(expected, path) ?? undefined) : expected;
  return { output: valueAtPath(output, path), expected: selected };
}
