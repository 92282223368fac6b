import { performance } from "node:perf_hooks";
import type { AnswerFunction } from "../provider-answer.js";

/**
 * Answers 429 with Retry-After to what goes beyond a rate, as providers do: a token bucket that starts full
 * with `burst` requests (those of one minute when left out) and refills steadily. Refused calls cost nothing.
 */
export function requestsPerMinuteLimit(parameters: {
  readonly requestsPerMinute: number;
  readonly burst?: number | undefined;
  /** Milliseconds, never going back. */
  readonly now?: (() => number) | undefined;
  readonly answer: AnswerFunction;
}): AnswerFunction {
  const { requestsPerMinute, answer } = parameters;
  const now = parameters.now ?? (() => performance.now());
  const capacity = parameters.burst ?? requestsPerMinute;
  const perMs = requestsPerMinute / 60_000;
  let available = capacity;
  let refilledAt = now();
  return (request) => {
    const instant = now();
    available = Math.min(capacity, available + (instant - refilledAt) * perMs);
    refilledAt = instant;
    if (available >= 1) {
      available -= 1;
      return answer(request);
    }
    const retryAfterSeconds = (1 - available) / perMs / 1000;
    return {
      status: 429,
      retryAfterSeconds,
      latencyMs: 0,
      headers: {
        "x-ratelimit-limit-requests": String(requestsPerMinute),
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": `${Math.ceil(retryAfterSeconds * 1000)}ms`,
      },
    };
  };
}
