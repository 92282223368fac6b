import { z } from "zod";
import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { Scale } from "../../statistics/weighted-scale-score.js";
import { parseEvaluatorOptions } from "../evaluator-options.js";

/** What a judge rates an output by: one dimension, with its scale. */
export interface Criterion {
  /** Ends the score's name: `g_eval_<id>`. */
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  readonly scale: Scale;
  /** What a value of the scale means, by value. */
  readonly anchors: Readonly<Record<string, string>>;
  /** Evaluation steps; null = the judge writes them once, and they are frozen. */
  readonly steps: readonly string[] | null;
  /** Whether the judge sees expected output and context. */
  readonly usesReference: boolean;
}

/**
 * A criterion as users define it. By default the scale is 1 to 5, there are no anchors, and the judge sees the
 * reference.
 */
export interface CriterionDefinition {
  /** Ends the score's name (`g_eval_<id>`): lower-case letters, digits and `_`. */
  readonly id: string;
  /** The name that the judge reads; by default the id. */
  readonly name?: string | undefined;
  /** What the judge has to rate, in one or more sentences. */
  readonly definition: string;
  /** Whole numbers from `minimum` to `maximum`; 1 to 5 by default. */
  readonly scale?: Scale | undefined;
  /** Value of the scale -> its meaning. */
  readonly anchors?: Readonly<Record<string, string>> | undefined;
  /** Evaluation steps, 1 to 20; by default the judge writes them once, and they are frozen. */
  readonly steps?: readonly string[] | undefined;
  /** Whether the judge sees expected output and context; true by default. */
  readonly usesReference?: boolean | undefined;
}

/** More values than this are no scale that a judge could keep apart. */
const MAXIMUM_STEPS_OF_SCALE = 100;

const text = z.string().trim().min(1);
const Definition = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,59}$/)
    .describe("1 to 60 lower-case letters, digits and _, a letter first"),
  name: text.max(100).optional().describe("a string of 1 to 100 characters"),
  definition: text.describe("a string that says what is judged"),
  scale: z
    .strictObject({ minimum: z.int().min(0), maximum: z.int().min(1) })
    .refine(({ minimum, maximum }) => minimum < maximum && maximum - minimum <= MAXIMUM_STEPS_OF_SCALE)
    .optional()
    .describe(
      "{ minimum, maximum }, two whole numbers, 0 <= minimum < maximum, at most 100 apart, such as 1 and 5",
    ),
  anchors: z
    .record(z.string(), text)
    .optional()
    .describe("an object from whole numbers of the scale to what each of them means"),
  steps: z.array(text).min(1).max(20).optional().describe("an array of 1 to 20 strings"),
  usesReference: z.boolean().optional().describe("true or false"),
});

/**
 * Checks a criterion's definition and fills in what it leaves open.
 *
 * @throws EvaluatorOptionsInvalidError naming the field within `option`.
 */
export function defineCriterion(
  definition: CriterionDefinition,
  place: { readonly evaluator: string; readonly option: string },
): Criterion {
  const { evaluator, option } = place;
  const within = `${option}.`;
  const parsed = parseEvaluatorOptions(evaluator, { schema: Definition, options: definition, within });
  const { id, name = id.replaceAll("_", " "), scale = { minimum: 1, maximum: 5 } } = parsed;
  const { anchors = {}, steps = null, usesReference = true } = parsed;
  const isOfScale = (value: string): boolean =>
    /^\d+$/.test(value) && Number(value) >= scale.minimum && Number(value) <= scale.maximum;
  if (!Object.keys(anchors).every(isOfScale)) {
    const onScale = Definition.extend({
      anchors: z
        .never()
        .describe(
          `an object with keys from ${scale.minimum} to ${scale.maximum} and what each of them means`,
        ),
    });
    parseEvaluatorOptions(evaluator, { schema: onScale, options: definition, within });
  }
  return { id, name, definition: parsed.definition, scale, anchors, steps, usesReference };
}

/** Hash of what a judge is told about a criterion; its id, which only names the score, is not part of it. */
export function criterionHash(criterion: Criterion): string {
  return fingerprint(canonicalJson(criterionContent(criterion)));
}

/** A criterion as JSON, without its id and its steps' origin. */
export function criterionContent({ name, definition, scale, anchors, steps, usesReference }: Criterion) {
  return { name, definition, scale: { ...scale }, anchors, steps, usesReference };
}
