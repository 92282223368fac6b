import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { traceCheck } from "./trace-check.js";

const CALL_ORDER = "call_order";

const Options = z.strictObject({
  /** Name of the evaluator and of its score. Give one to use the same evaluator twice. */
  name: COMMON_OPTIONS.name,
  order: z.array(z.string().min(1)).min(1).describe("an array of names of calls, at least one"),
  /** `in_order` (the default) allows other calls in between; `exact` compares the whole sequence. */
  match: z.enum(["in_order", "exact"]).optional().describe('"in_order" or "exact"'),
});

/** Further options of `callOrder`; `match` is "in_order" by default. */
export type CallOrderOptions = Omit<z.infer<typeof Options>, "order">;

/** Longest list of calls that a comment shows. */
const SHOWN_CALLS = 20;

/**
 * Did the run make these calls in this order? BOOLEAN, from the run's tools, spans and model calls by name and
 * start.
 *
 * `in_order` lets others stand between and repeats count once; `exact` compares the whole sequence of those calls
 * that the order names, so that a repetition or one left out is false.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function callOrder(order: readonly string[], options: CallOrderOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions(CALL_ORDER, { schema: Options, options: { ...options, order } });
  const { name, match = "in_order", order: wanted } = parsed;
  const named = new Set(wanted);
  return traceCheck({
    kind: CALL_ORDER,
    version: 1,
    name,
    settings: { order: wanted, match },
    find: ({ observations }) => {
      const calls = observations.map((one) => one.name).filter((call) => named.has(call));
      const isExact = calls.length === wanted.length && calls.every((call, index) => call === wanted[index]);
      const shown = calls.slice(0, SHOWN_CALLS);
      return {
        value: match === "exact" ? isExact : isSubsequence(wanted, calls),
        comment:
          calls.length === 0 ? "None of these calls was made." : `Calls in order: ${shown.join(", ")}.`,
        metadata: { calls: shown },
      };
    },
  });
}

function isSubsequence(wanted: readonly string[], calls: readonly string[]): boolean {
  let found = 0;
  for (const call of calls) if (call === wanted[found]) found += 1;
  return found === wanted.length;
}
