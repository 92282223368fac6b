import type { AnswerFunction } from "../provider-answer.js";
import { requestKey } from "../request-key.js";
import { seededFraction } from "../seeded-fraction.js";

/**
 * Delays every answer by a seeded log-normal latency, as hosted models show it: most calls near the median,
 * a few far slower. The same call waits as long in every test run.
 */
export function seededLatency(parameters: {
  readonly seed: number;
  readonly medianMs: number;
  /** Standard deviation of the logarithm; 0 makes all calls alike. */
  readonly sigma?: number | undefined;
  readonly maximumMs?: number | undefined;
  readonly answer: AnswerFunction;
}): AnswerFunction {
  const { seed, medianMs, sigma = 0.5, maximumMs = Number.POSITIVE_INFINITY, answer } = parameters;
  return async (request) => {
    const key = requestKey(request);
    // Box–Muller; 1 - u keeps the logarithm's argument above 0.
    const radius = Math.sqrt(-2 * Math.log(1 - seededFraction(seed, `radius ${key}`)));
    const normal = radius * Math.cos(2 * Math.PI * seededFraction(seed, `angle ${key}`));
    const latencyMs = Math.min(maximumMs, medianMs * Math.exp(sigma * normal));
    return { ...(await answer(request)), latencyMs };
  };
}
