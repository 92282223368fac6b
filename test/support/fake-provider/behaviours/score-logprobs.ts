import { splitIntoTokens } from "../split-into-tokens.js";
import type { TokenLogprob } from "../token-logprob.js";

/**
 * Log probabilities of a judge's text: all tokens certain but the first one that is the score, whose
 * alternatives have the given probabilities. These need not add up to 1: the rest is mass on unseen tokens.
 */
export function scoreLogprobs(parameters: {
  readonly text: string;
  readonly score: number;
  /** Token to probability in (0, 1]; the score's own must be among them. */
  readonly distribution: Readonly<Record<string, number>>;
}): TokenLogprob[] {
  const tokens = splitIntoTokens(parameters.text);
  const at = tokens.indexOf(String(parameters.score));
  const top = Object.entries(parameters.distribution)
    .filter(([, probability]) => probability > 0)
    .map(([token, probability]) => ({ token, logprob: Math.log(probability) }))
    .sort((left, right) => right.logprob - left.logprob);
  return tokens.map((token, index) => {
    const own = index === at ? top.find((entry) => entry.token === token) : undefined;
    if (own === undefined) return { token, logprob: 0, top: [{ token, logprob: 0 }] };
    return { ...own, top };
  });
}
