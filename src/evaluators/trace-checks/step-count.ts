import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { ObservationType } from "../../domain/trace/trace.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { traceCheck } from "./trace-check.js";

const STEP_COUNT = "step_count";

const Options = z.strictObject({
  /** Name of the evaluator and of its score. Give one to use the same evaluator twice. */
  name: COMMON_OPTIONS.name,
  /** Largest number of steps that passes. */
  max: z.int().min(0).describe("a whole number of 0 or more"),
  /** Types of observations that count as steps; `GENERATION` and `TOOL` by default. */
  types: z
    .array(ObservationType)
    .min(1)
    .optional()
    .describe(`an array of types of observation: ${ObservationType.options.join(", ")}`),
});

/** Options of `stepCount`; `max` is required, `types` are GENERATION and TOOL by default. */
export type StepCountOptions = z.infer<typeof Options>;

/**
 * Did the run need at most `max` steps? BOOLEAN. A step is a model call or a tool call; spans do not count unless
 * `types` names them.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function stepCount(options: StepCountOptions): Evaluator {
  const parsed = parseEvaluatorOptions(STEP_COUNT, { schema: Options, options });
  const { name, max, types = ["GENERATION", "TOOL"] } = parsed;
  const counted = [...new Set(types)].sort();
  return traceCheck({
    kind: STEP_COUNT,
    version: 1,
    name,
    settings: { max, types: counted },
    find: ({ observations }) => {
      const steps = observations.filter(({ type }) => counted.includes(type)).length;
      return { value: steps <= max, comment: `${steps} steps; at most ${max}.`, metadata: { steps } };
    },
  });
}
