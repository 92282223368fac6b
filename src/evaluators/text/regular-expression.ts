import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { judgedOutputText } from "../judged-texts.js";
import { ComputationTimedOutError, withTimeLimit } from "../time-limit.js";
import { isUnscored } from "../unscored.js";
import { normalizeText } from "./normalize-text.js";
import { textSettings } from "./text-settings.js";

const REGULAR_EXPRESSION = "regular_expression";

/** Matching takes microseconds; only an expression that backtracks without end comes near this. */
const MATCH_TIMEOUT_MS = 250;

const RegularExpressionOptions = z.strictObject({
  ...TEXT_OPTIONS,
  /** A regular expression, or its source as a string. */
  pattern: z.union([z.string().min(1), z.instanceof(RegExp)]).describe("a regular expression or its source"),
  /** Flags such as `i`, for a pattern that is a string. */
  flags: z
    .string()
    .optional()
    .describe('flags of a regular expression, such as "i"; with a text pattern only'),
});

/** Options of `regularExpression`; `pattern` is required. */
export type RegularExpressionOptions = z.infer<typeof RegularExpressionOptions>;

/**
 * Does the pattern match somewhere in the output? BOOLEAN; needs no expected output. `normalize` is false by default.
 *
 * An output that is null, an array or an object is unscored, `output_not_text`. An expression that backtracks
 * for more than 250 ms is ended and the score is unscored, `regular_expression_timed_out`: a hostile output
 * cannot block the worker.
 */
export function regularExpression(options: RegularExpressionOptions): Evaluator {
  const parsed = parseEvaluatorOptions(REGULAR_EXPRESSION, { schema: RegularExpressionOptions, options });
  const expression = compile(parsed);
  const { source, flags } = expression;
  // A pattern names its characters itself: one for a no-break space must find it.
  const { normalize = false } = parsed;
  return computingEvaluator({
    kind: REGULAR_EXPRESSION,
    version: 2,
    name: parsed.name,
    settings: { ...textSettings({ ...parsed, normalize }), source, flags },
    find: (judged) => {
      const text = judgedOutputText(judged, { ...parsed, normalize });
      if (isUnscored(text)) return text;
      const matches = (one: string): boolean =>
        withTimeLimit(() => expression.test(one), {
          timeoutMs: MATCH_TIMEOUT_MS,
          subject: REGULAR_EXPRESSION,
        });
      try {
        if (matches(text)) return true;
        const other = normalizeText(text);
        return other !== text && matches(other) ? MATCHES_NORMALIZED : false;
      } catch (error) {
        if (!(error instanceof ComputationTimedOutError)) throw error;
        const comment = `/${source}/${flags} was ended after ${MATCH_TIMEOUT_MS} ms; it backtracks too much.`;
        return { unscoredReason: "regular_expression_timed_out", comment };
      }
    },
  });
}

const MATCHES_NORMALIZED = {
  value: false,
  note: "differs_in_writing",
  comment:
    'The pattern matches the output only after its quotes, spaces, width or line ends are normalized: "normalize: true" does so.',
} as const;

function compile(options: RegularExpressionOptions): RegExp {
  const { pattern, flags } = options;
  const refuse = (
    option: string,
    received: unknown,
    problem: { allowed: string; cause?: unknown },
  ): never => {
    const { allowed, cause } = problem;
    throw new EvaluatorOptionsInvalidError(
      { evaluator: REGULAR_EXPRESSION, option, received, allowed },
      { cause },
    );
  };
  if (typeof pattern !== "string") {
    if (flags !== undefined)
      refuse("flags", flags, { allowed: "no flags beside a RegExp, which has its own" });
    // g and y make `test` remember a position from one output to the next.
    return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  }
  if (flags !== undefined && !/^[dimsuv]*$/.test(flags)) {
    refuse("flags", flags, { allowed: "any of d, i, m, s, u, v" });
  }
  try {
    return new RegExp(pattern, flags);
  } catch (cause) {
    const problem = cause instanceof Error ? ` (${cause.message})` : "";
    return refuse("pattern", pattern, { allowed: `a regular expression of JavaScript${problem}`, cause });
  }
}
