import { splitIntoTokens } from "../split-into-tokens.js";
import type { TokenLogprob } from "../token-logprob.js";

/** A piece of streamed text with the log probabilities of its tokens. */
export interface TextChunk {
  readonly text: string;
  readonly logprobs: readonly TokenLogprob[];
}

/** Text as it is streamed: token by token, each with its log probability when there are some. */
export function chunksOfText(text: string, logprobs: readonly TokenLogprob[] | null): TextChunk[] {
  if (logprobs === null || logprobs.length === 0) {
    return splitIntoTokens(text).map((token) => ({ text: token, logprobs: [] }));
  }
  return logprobs.map((entry) => ({ text: entry.token, logprobs: [entry] }));
}
