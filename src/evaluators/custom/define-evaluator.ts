import { z } from "zod";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type {
  CustomScore,
  Evaluator,
  EvaluatorArguments,
  EvaluatorContext,
} from "../../domain/score/evaluator.js";
import { parseEvaluatorOptions, TIMEOUT_OPTION } from "../evaluator-options.js";
import { withTimeLimit } from "../time-limit.js";
import { unscoredScore } from "../unscored.js";
import { customEvaluatorFingerprint } from "./custom-evaluator-fingerprint.js";
import { EvaluatorResultInvalidError } from "./evaluator-result-invalid-error.js";
import { normalizeEvaluatorResult } from "./normalize-evaluator-result.js";

/** What a custom evaluator returns, at once or later. */
export type CustomEvaluatorResult =
  | CustomScore
  | readonly CustomScore[]
  | Promise<CustomScore | readonly CustomScore[]>;

/** A custom evaluator with all its options. */
export interface EvaluatorDefinition {
  /** Id, and default name of the score. */
  readonly name: string;
  /**
   * `waits` (default): may wait, and runs as its own activity. `computes`: only computes; must not return a promise.
   */
  readonly mode?: "computes" | "waits" | undefined;
  /** The names of all scores that it writes; by default, the names that its results have. */
  readonly scoreNames?: readonly string[] | undefined;
  /**
   * Lowest and highest value of its scores, `[lowest, highest]`. Verdicts then hold for every distribution within this range.
   * A value outside of it makes the run unscored.
   */
  readonly range?: readonly [number, number] | undefined;
  /** Whether a higher score is better. If nothing is said, reports assume that it is, and say that they assume it. */
  readonly higherIsBetter?: boolean | undefined;
  /** Longest time for one output. A computing evaluator is ended by force after it; by default after 10 s. */
  readonly timeoutMs?: number | undefined;
  /** Change it when something changes that is not in the function's source, such as a captured variable. */
  readonly version?: string | undefined;
  /**
   * Returns a score: a number, a boolean, or a category as a string; null when there is nothing to score; or several scores
   * as a list of `{ name, score, metadata, comment }`.
   */
  readonly evaluate: (judged: EvaluatorArguments, context: EvaluatorContext) => CustomEvaluatorResult;
}

const DEFAULT_COMPUTING_TIMEOUT_MS = 10_000;

const shortText = z.string().min(1).max(200);
const Definition = z.strictObject({
  name: shortText.describe("a string of 1 to 200 characters"),
  mode: z.enum(["computes", "waits"]).optional().describe('"computes" or "waits"'),
  scoreNames: z
    .array(shortText)
    .min(1)
    .refine((names) => new Set(names).size === names.length)
    .optional()
    .describe("an array of different strings of 1 to 200 characters"),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([lowest, highest]) => lowest < highest)
    .optional()
    .describe("[lowest, highest], two numbers, the first below the second"),
  higherIsBetter: z.boolean().optional().describe("true or false"),
  timeoutMs: TIMEOUT_OPTION,
  version: z.string().optional().describe("a string"),
  evaluate: z
    .custom<EvaluatorDefinition["evaluate"]>((value) => typeof value === "function")
    .describe("a function of ({ input, output, expected, metadata })"),
});

/**
 * Defines a custom evaluator. Its fingerprint is a hash of name, version and the function's source text.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function defineEvaluator(definition: EvaluatorDefinition): Evaluator {
  const parsed = parseEvaluatorOptions(subjectOf(definition), { schema: Definition, options: definition });
  const { name, mode = "waits", scoreNames = null, timeoutMs, version = null } = parsed;
  const { range = null, higherIsBetter = null } = parsed;
  const toScores = (raw: unknown): readonly EvaluatorScore[] =>
    declaredScores(normalizeEvaluatorResult(raw, name), { evaluatorId: name, scoreNames });
  // Called on the definition, so that `this` works in it as the user expects.
  const call = (judged: EvaluatorArguments, context: EvaluatorContext): unknown =>
    parsed.evaluate.call(definition, judged, context);
  const limit = {
    timeoutMs: Math.ceil(timeoutMs ?? DEFAULT_COMPUTING_TIMEOUT_MS),
    subject: `Evaluator "${name}"`,
  };
  return {
    id: name,
    mode,
    scoreNames,
    fingerprint: customEvaluatorFingerprint({ name, version, evaluate: parsed.evaluate }),
    scale:
      range === null && higherIsBetter === null
        ? null
        : {
            range: range === null ? null : { minimum: range[0], maximum: range[1] },
            higherIsBetter,
          },
    timeoutMs: timeoutMs ?? null,
    evaluate:
      mode === "waits"
        ? async (judged, context) => toScores(await call(judged, context))
        : (judged, context) =>
            toScores(
              refusePromise(
                withTimeLimit(() => call(judged, context), limit),
                name,
              ),
            ),
  };
}

function subjectOf(definition: unknown): string {
  const name =
    typeof definition === "object" && definition !== null && "name" in definition && definition.name;
  return typeof name === "string" && name !== "" ? name : "defineEvaluator";
}

function refusePromise(raw: unknown, evaluatorId: string): unknown {
  if (typeof raw !== "object" || raw === null || !("then" in raw) || typeof raw.then !== "function")
    return raw;
  const received = 'a promise although its mode is "computes" (use mode "waits" for asynchronous functions)';
  const error = new EvaluatorResultInvalidError(evaluatorId, received);
  // Nobody waits for this promise any more; its rejection must not end the worker.
  raw.then(undefined, () => error);
  throw error;
}

/** Holds an evaluator to the names it declared; a name without a score is unscored, not forgotten. */
function declaredScores(
  scores: readonly EvaluatorScore[],
  declared: { readonly evaluatorId: string; readonly scoreNames: readonly string[] | null },
): readonly EvaluatorScore[] {
  const { evaluatorId, scoreNames } = declared;
  if (scoreNames === null) return scores;
  const [only] = scores;
  const returnedNothing = scores.length === 1 && only?.unscoredReason === "returned_nothing";
  const undeclared = scores.find((score) => !scoreNames.includes(score.name));
  if (undeclared !== undefined && !returnedNothing) {
    const received = `a score named "${undeclared.name}", declared are ${scoreNames.join(", ")}`;
    throw new EvaluatorResultInvalidError(evaluatorId, received);
  }
  return scoreNames.map(
    (name) =>
      scores.find((score) => score.name === name) ??
      unscoredScore(name, { unscoredReason: "returned_nothing", comment: null }),
  );
}
