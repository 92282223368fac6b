import { z } from "zod";
import { parseEvaluatorOptions } from "../evaluator-options.js";

const score = z.number().min(0).max(1).nullable();
const text = z.string().trim().min(1);

/** The two options that make a rubric; descriptions are what messages call `allowed`. */
export const RUBRIC_OPTIONS = {
  /** Asks the judge for one of the choices. */
  question: text.describe("a string that asks for one of the choices"),
  /** Choice -> its score from 0 to 1, null for nothing to score, or `{ score, meaning }`; at least two. */
  choices: z
    .record(
      z.string().trim().min(1).max(200),
      z.union([score, z.strictObject({ score, meaning: text.optional() })]),
    )
    .refine((choices) => Object.keys(choices).length >= 2)
    .describe(
      "an object of at least two choices with a score from 0 to 1, null, or { score, meaning? } each",
    ),
};

const Definition = z.strictObject(RUBRIC_OPTIONS);

/** A rubric as users define it. */
export type RubricDefinition = z.infer<typeof Definition>;

/** A rubric with its choices in the order given. */
export interface Rubric {
  readonly question: string;
  /** Null = the choice says that there is nothing to score. */
  readonly scores: ReadonlyMap<string, number | null>;
  readonly meanings: ReadonlyMap<string, string | null>;
}

/** Checks a rubric. @throws EvaluatorOptionsInvalidError naming the field within `option`. */
export function defineRubric(
  definition: unknown,
  place: { readonly evaluator: string; readonly within: string },
): Rubric {
  const { evaluator, within } = place;
  return toRubric(parseEvaluatorOptions(evaluator, { schema: Definition, options: definition, within }));
}

/** A rubric of checked options. */
export function toRubric({ question, choices }: RubricDefinition): Rubric {
  const entries = Object.entries(choices).map(([choice, given]) => {
    const isObject = typeof given === "object" && given !== null;
    return {
      choice,
      score: isObject ? given.score : given,
      meaning: isObject ? (given.meaning ?? null) : null,
    };
  });
  return {
    question,
    scores: new Map(entries.map(({ choice, score: value }) => [choice, value])),
    meanings: new Map(entries.map(({ choice, meaning }) => [choice, meaning])),
  };
}

/** A rubric as JSON, for fingerprints; the order of choices is part of the prompt. */
export function rubricContent({ question, scores, meanings }: Rubric) {
  return { question, scores: [...scores], meanings: [...meanings] };
}
