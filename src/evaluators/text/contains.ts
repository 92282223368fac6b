import { z } from "zod";
import type { Evaluator, EvaluatorArguments } from "../../domain/score/evaluator.js";
import { comparedValues } from "../compared-values.js";
import { type ComputingEvaluatorDefinition, computingEvaluator } from "../computing-evaluator.js";
import { CASE_SENSITIVE_OPTION, parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { type JudgedPlace, judgedOutputText } from "../judged-texts.js";
import { isUnscored, type Unscored } from "../unscored.js";
import { foldLookalikes } from "./describe-lookalikes.js";
import { foldCase } from "./fold-case.js";
import { normalizeText } from "./normalize-text.js";
import { textSettings } from "./text-settings.js";

const ContainsOptions = z.strictObject({
  ...TEXT_OPTIONS,
  /** Whether upper and lower case differ; true by default. */
  caseSensitive: CASE_SENSITIVE_OPTION,
  /** The text, or the list of texts, to find; the expected output by default. */
  text: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe("a string, or an array of strings, none of them empty"),
  /** Whether `all` (the default) or `any` of several texts must occur. */
  match: z.enum(["all", "any"]).optional().describe('"all" or "any"'),
});

/** Options of `contains`; `caseSensitive` is true and `match` "all" by default. */
export type ContainsOptions = z.infer<typeof ContainsOptions>;

/**
 * Does the output contain a text? BOOLEAN. The text is `text` or, by default, the expected output.
 *
 * If there are several texts (an array), `match` says whether all or any must occur. An output that is null, an array
 * or an object is unscored, `output_not_text`. An expected output that is neither a scalar nor an array of scalars is
 * unscored, `expected_output_not_text`. An empty one is unscored, `expected_output_empty`, since every text contains
 * it.
 */
export function contains(options: ContainsOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("contains", { schema: ContainsOptions, options });
  const { caseSensitive = true, normalize = true, text, match = "all" } = parsed;
  const written = (value: string): string => (normalize ? normalizeText(value) : value);
  const fold = (value: string): string => (caseSensitive ? written(value) : foldCase(written(value)));
  const find: ComputingEvaluatorDefinition["find"] = (judged) => {
    const sought = text === undefined ? expectedTexts(judged, parsed) : [text].flat();
    if (isUnscored(sought)) return sought;
    const output = judgedOutputText(judged, parsed);
    if (isUnscored(output)) return output;
    const isAllOrAny = (isContained: (one: string) => boolean): boolean =>
      match === "all" ? sought.every(isContained) : sought.some(isContained);
    const folded = fold(output);
    if (isAllOrAny((one) => folded.includes(fold(one)))) return true;
    const readable = foldLookalikes(output);
    return isAllOrAny((one) => readable.includes(foldLookalikes(one))) ? LOOKS_CONTAINED : false;
  };
  const settings = { ...textSettings(parsed), caseSensitive, text: text ?? null, match };
  return computingEvaluator({ kind: "contains", version: 2, name: parsed.name, settings, find });
}

const LOOKS_CONTAINED = {
  value: false,
  note: "looks_alike",
  comment:
    "The output contains what looks like the text that is sought, and differs from it in case, spaces, or letters of another script.",
} as const;

function expectedTexts(judged: EvaluatorArguments, place: JudgedPlace): readonly string[] | Unscored {
  const { expected } = comparedValues(judged, place);
  if (expected === undefined) return { unscoredReason: "no_expected_output", comment: null };
  const texts: string[] = [];
  for (const entry of Array.isArray(expected) ? expected : [expected]) {
    if (typeof entry === "object") {
      return {
        unscoredReason: "expected_output_not_text",
        comment: 'The expected output must be a text or an array of texts; or give the option "text".',
      };
    }
    texts.push(String(entry));
  }
  if (texts.length === 0 || texts.includes("")) {
    return { unscoredReason: "expected_output_empty", comment: null };
  }
  return texts;
}
