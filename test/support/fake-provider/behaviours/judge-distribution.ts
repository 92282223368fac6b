import type { AnswerFunction, ProviderChoice } from "../provider-answer.js";
import type { ProviderRequest } from "../provider-request.js";
import { requestKey } from "../request-key.js";
import { seededFraction } from "../seeded-fraction.js";
import { judgeChoice } from "./judge-choice.js";
import { scoreLogprobs } from "./score-logprobs.js";

/** What a judge's scores are drawn from. */
export interface JudgeDistribution {
  /** Score to probability, e.g. `{ "3": 0.2, "4": 0.7, "5": 0.1 }`; drawn in proportion. */
  readonly distribution: Readonly<Record<string, number>>;
  readonly seed?: number | undefined;
  readonly reason?: string | undefined;
}

/**
 * A judge that is unsure. Asked for log probabilities it answers the likeliest score with the distribution
 * as its alternatives; else every choice and every repetition of a call is a fresh seeded draw.
 */
export function judgeDistribution(parameters: JudgeDistribution): AnswerFunction {
  return (request) => ({
    choices: Array.from({ length: request.choiceCount }, (_, index) =>
      request.topLogprobs === null ? draw(request, parameters, index) : likeliest(request, parameters),
    ),
  });
}

function likeliest(
  request: ProviderRequest,
  { distribution, reason = "Scripted score." }: JudgeDistribution,
): ProviderChoice {
  const best = Object.entries(distribution).sort((left, right) => right[1] - left[1])[0]?.[0];
  const score = Number(best);
  const choice = judgeChoice(request, { scoreOf: () => score, reason });
  const text = choice.text ?? JSON.stringify(choice.json);
  return { ...choice, logprobs: scoreLogprobs({ text, score, distribution }) };
}

function draw(request: ProviderRequest, parameters: JudgeDistribution, index: number): ProviderChoice {
  const { distribution, seed = 0, reason = "Scripted score." } = parameters;
  const entries = Object.entries(distribution);
  const total = entries.reduce((sum, [, probability]) => sum + probability, 0);
  const scoreOf = (property: string): number => {
    let rest = seededFraction(seed, `${property} ${index} ${requestKey(request)}`) * total;
    const drawn = entries.find(([, probability]) => {
      rest -= probability;
      return rest < 0;
    });
    return Number((drawn ?? entries.at(-1))?.[0]);
  };
  return judgeChoice(request, { scoreOf, reason });
}
