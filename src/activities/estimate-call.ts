import { textOfContent } from "../domain/model/chat-content.js";
import type { EmbeddingRequest, ModelDescription, ModelRequest } from "../domain/model/models.js";

/** Characters of English text per token, on the safe side; a rough figure is enough to reserve by. */
const LEAST_CHARACTERS_PER_TOKEN = 3.5;
/** Tokens of an answer nobody limited. */
const USUAL_OUTPUT_TOKENS = 500;

/** What a call will probably take. */
export interface CallEstimate {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly tokens: number;
  /** Null = the price is unknown. */
  readonly costUsd: number | null;
}

/** Estimates tokens and cost of a call before it is made, from the length of its texts and its limit of output. */
export function estimateCall(
  request: ModelRequest | EmbeddingRequest,
  { price }: ModelDescription,
): CallEstimate {
  const texts =
    "texts" in request
      ? request.texts
      : [
          request.system,
          request.prompt,
          ...(request.messages ?? []).map(({ content }) => textOfContent(content)),
        ];
  const schema = "output" in request && request.output !== undefined ? JSON.stringify(request.output) : "";
  const characters = texts.reduce((sum, text) => sum + (text?.length ?? 0), schema.length);
  const inputTokens = Math.ceil(characters / LEAST_CHARACTERS_PER_TOKEN);
  const outputTokens = "texts" in request ? 0 : (request.maxOutputTokens ?? USUAL_OUTPUT_TOKENS);
  return {
    inputTokens,
    outputTokens,
    tokens: inputTokens + outputTokens,
    costUsd:
      price === null ? null : (inputTokens * price.inputUsd + outputTokens * price.outputUsd) / 1_000_000,
  };
}
