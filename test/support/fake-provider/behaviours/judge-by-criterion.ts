import type { AnswerFunction } from "../provider-answer.js";
import { ProviderScriptInvalidError } from "../provider-errors.js";
import type { ProviderRequest } from "../provider-request.js";
import { judgeChoice } from "./judge-choice.js";

/** A score, or what works it out from the request. */
export type CriterionScore = number | ((request: ProviderRequest) => number);

/**
 * A judge with a score per criterion. The criterion is the schema's property of that name, or else the one
 * whose name the prompt mentions most often (`criterionOf` decides otherwise).
 */
export function judgeByCriterion(parameters: {
  readonly scores: Readonly<Record<string, CriterionScore>>;
  /** Score when no criterion is recognized; without it that is an error of the script. */
  readonly otherwise?: number | undefined;
  readonly criterionOf?: ((request: ProviderRequest) => string | null) | undefined;
  readonly reason?: string | undefined;
}): AnswerFunction {
  const { scores, otherwise, reason } = parameters;
  const names = Object.keys(scores);
  return (request) => {
    const mentioned = (parameters.criterionOf ?? ((call) => mostMentioned(call.promptText, names)))(request);
    const scoreOf = (property: string): number => {
      const name = Object.hasOwn(scores, property) ? property : mentioned;
      const score = name === null ? otherwise : (scores[name] ?? otherwise);
      if (score === undefined) {
        throw new ProviderScriptInvalidError(
          `No criterion recognized in call ${request.number}. Known are ${names.join(", ")}; give "otherwise".`,
        );
      }
      return typeof score === "function" ? score(request) : score;
    };
    return judgeChoice(request, {
      scoreOf,
      reason: reason ?? `Scripted score for ${mentioned ?? "any criterion"}.`,
    });
  };
}

function mostMentioned(prompt: string, names: readonly string[]): string | null {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  let best: { readonly name: string; readonly count: number } | null = null;
  for (const name of names) {
    const count = words.filter((word) => word === name.toLowerCase()).length;
    if (count > (best?.count ?? 0)) best = { name, count };
  }
  return best?.name ?? null;
}
