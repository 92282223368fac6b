import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { COMMON_OPTIONS, EXTRACT_OPTION, parseEvaluatorOptions } from "../evaluator-options.js";
import { judgedValues } from "../judged-values.js";
import { parseAnswerText } from "./parse-answer-text.js";

const JsonValidityOptions = z.strictObject({
  ...COMMON_OPTIONS,
  /** Finds JSON inside a code fence or between other words; false by default. */
  extract: EXTRACT_OPTION,
});

/** Options of `jsonValidity`; `extract` is false by default. */
export type JsonValidityOptions = z.infer<typeof JsonValidityOptions>;

/**
 * Is the output JSON? BOOLEAN; needs no expected output.
 *
 * A string must parse as JSON; with `extract`, a code fence or words around the JSON are ignored. Every other output is
 * JSON already. If there is nothing at `path`, the score is false.
 */
export function jsonValidity(options: JsonValidityOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("json_validity", { schema: JsonValidityOptions, options });
  const { extract = false } = parsed;
  return computingEvaluator({
    kind: "json_validity",
    version: 2,
    name: parsed.name,
    settings: { path: parsed.path ?? null, extract },
    find: (judged) => {
      const { output } = judgedValues(judged, parsed.path);
      if (output === undefined)
        return { value: false, comment: `The output has nothing at "${parsed.path}".` };
      if (typeof output !== "string") return true;
      return parseAnswerText(output, { extract }).finding ?? true;
    },
  });
}
