import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { formatUsd } from "../../formatting/format-usd.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { traceCheck } from "./trace-check.js";

const COST_BELOW = "cost_below";

const Options = z.strictObject({
  /** Name of the evaluator and of its score. Give one to use the same evaluator twice. */
  name: COMMON_OPTIONS.name,
  limitUsd: z.number().positive().describe("US dollars above 0"),
});

/** Further options of `costBelow`. */
export type CostBelowOptions = Pick<z.infer<typeof Options>, "name">;

/**
 * Did the pipeline's model calls cost less than this many US dollars? BOOLEAN. If the cost is unknown, for example of a
 * model without a price: unscored, `cost_unknown`, never 0.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function costBelow(limitUsd: number, options: CostBelowOptions = {}): Evaluator {
  const { name } = parseEvaluatorOptions(COST_BELOW, { schema: Options, options: { ...options, limitUsd } });
  return traceCheck({
    kind: COST_BELOW,
    version: 1,
    name,
    settings: { limitUsd },
    find: ({ run: { costUsd } }) => {
      if (costUsd === null) {
        const comment =
          "The run's cost is not known: a model has no price, or the pipeline calls none through Assay.";
        return { unscoredReason: "cost_unknown", comment };
      }
      const comment = `${formatUsd(costUsd)}; less than ${limitUsd} USD allowed.`;
      return { value: costUsd < limitUsd, comment, metadata: { costUsd } };
    },
  });
}
