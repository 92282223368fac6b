import type { ModelAnswer } from "../../domain/model/models.js";
import type { Scale, TokenCandidate } from "../../statistics/weighted-scale-score.js";
import { readScoreForm } from "./score-form.js";

/**
 * The alternatives at the score's place in a filled-in form.
 *
 * The place comes from the form's structure, rebuilt from the tokens: the last token that equals the score may
 * as well be a denominator. A score written in several tokens has no single distribution and is refused.
 */
export function scoreCandidates(
  { logprobs, text }: Pick<ModelAnswer, "logprobs" | "text">,
  form: { readonly label: string; readonly scale: Scale },
): readonly TokenCandidate[] | { readonly problem: string } {
  if (logprobs === null || logprobs.length === 0) return { problem: "no log probabilities" };
  const rebuilt = logprobs.map(({ token }) => token).join("");
  // Some servers report tokens beyond the text, such as an end mark.
  const place = readScoreForm(rebuilt.startsWith(text) ? text : rebuilt, form);
  if ("problem" in place) return place;
  let position = 0;
  for (const { token, logprob, alternatives } of logprobs) {
    const end = position + token.length;
    if (end > place.start) {
      if (end < place.end) return { problem: "a score of several tokens" };
      // A drawn token need not be among the most probable ones.
      const isListed = alternatives.some((alternative) => alternative.token === token);
      return isListed ? alternatives : [...alternatives, { token, logprob }];
    }
    position = end;
  }
  return { problem: "no token at the score's place" };
}
