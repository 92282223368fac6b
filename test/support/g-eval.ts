import type { EvaluatorScore } from "../../src/domain/score/evaluation.js";
import { gEval } from "../../src/evaluators/g-eval/g-eval.js";
import type { GEvalOptions } from "../../src/evaluators/g-eval/g-eval-options.js";
import { evaluateWith, testEvaluatorContext } from "./evaluator-context.js";
import type { FakeProvider } from "./fake-provider/fake-provider.js";
import type { AnswerFunction } from "./fake-provider/provider-answer.js";
import type { ProviderRequest } from "./fake-provider/provider-request.js";
import { createTestGateway } from "./models.js";

/** Gives log probabilities, as the default judge does not. */
export const JUDGE = "gpt-4o";
export const CLAUDE = "claude-sonnet-4-20250514";
export const STEPS = ["Read both.", "Weigh them."];

/** One criterion with its steps given, so that every call is a judgement. */
export const tone = { id: "tone", definition: "Is the tone kind?", steps: STEPS };

/** True for a call that asks for evaluation steps. */
export const asksForSteps = (request: ProviderRequest): boolean =>
  JSON.stringify(request.responseSchema ?? {}).includes('"steps"');

/** Answers evaluation steps properly and everything else as told. */
export const withSteps =
  (answer: AnswerFunction): AnswerFunction =>
  (request) =>
    asksForSteps(request) ? { json: { steps: STEPS } } : answer(request);

/** Judges one output with models of the fake provider of the test that runs. */
export function judgeWith(provider: () => FakeProvider) {
  const lend = () => testEvaluatorContext(createTestGateway(provider()));
  const judge = (options: GEvalOptions, { context } = lend()) =>
    evaluateWith(gEval({ model: JUDGE, ...options }), { output: "the output", expected: "gold" }, context);
  const judgeOne = async (options: GEvalOptions, lent = lend()): Promise<EvaluatorScore> => {
    const [score] = await judge(options, lent);
    if (score === undefined) throw new Error("no score");
    return score;
  };
  return { lend, judge, judgeOne };
}
