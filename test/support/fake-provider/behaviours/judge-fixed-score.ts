import type { AnswerFunction } from "../provider-answer.js";
import { judgeChoice } from "./judge-choice.js";

/** A judge that gives every output the same score, in whatever form the request asks for. */
export function judgeFixedScore(parameters: {
  readonly score: number;
  readonly reason?: string | undefined;
}): AnswerFunction {
  const { score, reason = "Scripted score." } = parameters;
  return (request) => judgeChoice(request, { scoreOf: () => score, reason });
}
