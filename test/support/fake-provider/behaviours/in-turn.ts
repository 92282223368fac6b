import type { AnswerFunction, ProviderAnswer } from "../provider-answer.js";

/** Gives the answers one after the other; the last one again and again. */
export function inTurn(answers: readonly [ProviderAnswer, ...ProviderAnswer[]]): AnswerFunction {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? answers[0];
    next += 1;
    return answer;
  };
}
