import type { CallIdentity, ModelAnswer, ModelRequest, Models } from "../../domain/model/models.js";
import { isPermanentError } from "../../domain/permanent-error.js";
import type { Judgement, Reading } from "./judgement.js";
import { findPassingError } from "./passing-error.js";

/**
 * Asks a judge once and reads its answer.
 *
 * A question that the provider refuses for good is a judgement that failed. Everything else that is thrown
 * passes, transient errors and an exhausted budget above all: the step is tried again, and finds the calls
 * that have finished.
 */
export async function askJudge<Value>(
  models: Models,
  question: {
    readonly request: ModelRequest & CallIdentity;
    readonly read: (answer: ModelAnswer) => Reading<Value>;
  },
): Promise<Judgement<Value>> {
  const answer = await models.generate(question.request).catch((error: unknown) => {
    const passes = findPassingError(error) !== null;
    if (passes || !isPermanentError(error)) throw error;
    return error;
  });
  if (answer instanceof Error) {
    return { isValid: false, problem: answer.message, isPermanent: true, answer: null };
  }
  const reading = readAnswer(answer, question.read);
  return "problem" in reading
    ? { isValid: false, problem: reading.problem, isPermanent: false, answer }
    : { isValid: true, ...reading, answer };
}

function readAnswer<Value>(
  answer: ModelAnswer,
  read: (answer: ModelAnswer) => Reading<Value>,
): Reading<Value> {
  const { finishReason, refusal, text, object } = answer;
  const isEmpty = text.trim() === "" && object === null;
  if (finishReason === "refusal" || refusal !== null) return { problem: "the judge refused to answer" };
  if (finishReason === "content-filter") return { problem: "the provider's filter held the answer back" };
  // What stands in a cut answer may be a draft.
  if (finishReason === "length")
    return {
      problem: `the answer was cut off ${isEmpty ? "before its first character" : "at the limit of output tokens"}`,
    };
  return isEmpty ? { problem: "the answer is empty" } : read(answer);
}
