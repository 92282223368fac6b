import type { AnswerFunction } from "../provider-answer.js";
import type { ProviderFault } from "../provider-fault.js";

/** Fails the first `count` calls, or the first `count` tries of each distinct call; status 500 by default. */
export function failFirst(parameters: {
  readonly count: number;
  /** `all`: the first calls whatever they are. `each`: the first tries of every distinct body. */
  readonly of?: "all" | "each" | undefined;
  readonly fault?: ProviderFault | undefined;
  readonly answer: AnswerFunction;
}): AnswerFunction {
  const { count, of = "all", fault = { status: 500 }, answer } = parameters;
  let seen = 0;
  return (request) => {
    seen += 1;
    return (of === "each" ? request.attempt : seen) <= count ? fault : answer(request);
  };
}
