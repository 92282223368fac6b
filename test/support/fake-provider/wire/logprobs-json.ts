import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { TokenLogprob } from "../token-logprob.js";

/** Log probabilities in OpenAI's form, each token with its UTF-8 bytes. */
export function logprobsJson(logprobs: readonly TokenLogprob[]): JsonObject[] {
  return logprobs.map((entry) => ({ ...tokenJson(entry), top_logprobs: entry.top.map(tokenJson) }));
}

function tokenJson(entry: { readonly token: string; readonly logprob: number }): JsonObject {
  return { token: entry.token, logprob: entry.logprob, bytes: [...Buffer.from(entry.token, "utf8")] };
}
