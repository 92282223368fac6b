import { z } from "zod";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { traceCheck } from "./trace-check.js";

const LATENCY_BELOW = "latency_below";

const Options = z.strictObject({
  /** Name of the evaluator and of its score. Give one to use the same evaluator twice. */
  name: COMMON_OPTIONS.name,
  limitMs: z.number().positive().describe("milliseconds above 0"),
});

/** Further options of `latencyBelow`. */
export type LatencyBelowOptions = Pick<z.infer<typeof Options>, "name">;

/**
 * Did the pipeline answer in less than this many milliseconds? BOOLEAN, by the latency of the successful call, without
 * queueing. Without a latency: unscored, `latency_unknown`.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function latencyBelow(limitMs: number, options: LatencyBelowOptions = {}): Evaluator {
  const { name } = parseEvaluatorOptions(LATENCY_BELOW, {
    schema: Options,
    options: { ...options, limitMs },
  });
  return traceCheck({
    kind: LATENCY_BELOW,
    version: 1,
    name,
    settings: { limitMs },
    find: ({ run: { latencyMs } }) => {
      if (latencyMs === null) return { unscoredReason: "latency_unknown", comment: null };
      const comment = `${Math.round(latencyMs)} ms; less than ${limitMs} ms allowed.`;
      return { value: latencyMs < limitMs, comment, metadata: { latencyMs } };
    },
  });
}
