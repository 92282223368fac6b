import type { AnswerFunction } from "../provider-answer.js";
import { requestKey } from "../request-key.js";
import { seededFraction } from "../seeded-fraction.js";

/**
 * Answers 429 to a seeded fraction (0–1) of the calls. Chance hangs on the body and the attempt, not on the
 * order of arrival, so a repeated call gets a new chance and every test run refuses the same calls.
 */
export function rateLimitedFraction(parameters: {
  readonly seed: number;
  readonly fraction: number;
  readonly retryAfterSeconds?: number | undefined;
  readonly answer: AnswerFunction;
}): AnswerFunction {
  const { seed, fraction, retryAfterSeconds = 1, answer } = parameters;
  return (request) =>
    seededFraction(seed, requestKey(request)) < fraction
      ? { status: 429, retryAfterSeconds }
      : answer(request);
}
