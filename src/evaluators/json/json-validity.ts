import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { judgedValues } from "../judged-values.js";
import { parseJsonText } from "./parse-json-text.js";

const JsonValidityOptions = z.strictObject(COMMON_OPTIONS);

/** Options of `jsonValidity`. */
export type JsonValidityOptions = z.infer<typeof JsonValidityOptions>;

/**
 * Is the output JSON? BOOLEAN; needs no expected output.
 *
 * A string must parse as JSON; every other output is JSON already. Nothing at `path` is false.
 */
export function jsonValidity(options: JsonValidityOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("json_validity", { schema: JsonValidityOptions, options });
  return computingEvaluator({
    kind: "json_validity",
    version: 1,
    name: parsed.name,
    settings: { path: parsed.path ?? null },
    find: (judged) => {
      const { output } = judgedValues(judged, parsed.path);
      if (output === undefined)
        return { value: false, comment: `The output has nothing at "${parsed.path}".` };
      if (typeof output !== "string") return true;
      const result = parseJsonText(output);
      return result.problem === null ? true : { value: false, comment: result.problem };
    },
  });
}
