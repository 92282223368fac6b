import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { traceCheck } from "./trace-check.js";

const TOOL_CALLED = "tool_called";
const count = z.int().min(0);

const Options = z.strictObject({
  /** Name of the evaluator and of its score. Give one to use the same evaluator twice. */
  name: COMMON_OPTIONS.name,
  /** Name of the tool, which is the name of its observations. */
  tool: z.string().min(1).describe("the name of a tool, as its observations are named"),
  /** How many calls: a number, or `{ minimum, maximum }`; at least one by default. */
  times: z
    .union([count, z.strictObject({ minimum: count.optional(), maximum: count.optional() })])
    .optional()
    .describe("a whole number of 0 or more, or an object { minimum?, maximum? } of these"),
});

/** Options of `toolCalled`; `tool` is required, `times` "at least once" by default. */
export type ToolCalledOptions = z.infer<typeof Options>;

/**
 * Did the run call a tool, and as often as `times` says? BOOLEAN, from the run's observations of type TOOL. Failed
 * calls count. `times: 0` requires that the tool was not called.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function toolCalled(options: ToolCalledOptions): Evaluator {
  const {
    name,
    tool,
    times = { minimum: 1 },
  } = parseEvaluatorOptions(TOOL_CALLED, { schema: Options, options });
  const { minimum = 0, maximum = null } =
    typeof times === "number" ? { minimum: times, maximum: times } : times;
  if (maximum !== null && maximum < minimum) {
    const allowed = "a maximum that is not below the minimum";
    throw new EvaluatorOptionsInvalidError({
      evaluator: TOOL_CALLED,
      option: "times.maximum",
      received: maximum,
      allowed,
    });
  }
  return traceCheck({
    kind: TOOL_CALLED,
    version: 1,
    name,
    settings: { tool, minimum, maximum },
    find: ({ observations }) => {
      const calls = observations.filter((one) => one.type === "TOOL" && one.name === tool).length;
      return {
        value: calls >= minimum && (maximum === null || calls <= maximum),
        comment: `${tool} was called ${calls} ${calls === 1 ? "time" : "times"}.`,
        metadata: { calls },
      };
    },
  });
}
