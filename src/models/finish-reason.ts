import type { FinishReason } from "../domain/model/models.js";
import type { SdkChatAnswer } from "./sdk-models.js";

/** Words of other servers than those whose words the SDK knows, in lower case. */
const WORDS: readonly (readonly [RegExp, FinishReason])[] = [
  [
    /^(eos|eos_token|end_turn|end|stop_sequence|stop_token|complete|completed|finish|finished|finished_naturally)$/,
    "stop",
  ],
  [
    /^(max_?tokens|max_(new|output|completion)_tokens|token_limit|model_length|context_length|model_context_window_exceeded)$/,
    "length",
  ],
  [
    /^(safety|prohibited_content|image_safety|blocklist|spii|recitation|sensitive|moderation|content_filter(ed)?|content_policy\w*|guardrail\w*|error_toxic)$/,
    "content-filter",
  ],
  [/^(tool_?calls?|tool_use|function_?calls?)$/, "tool-calls"],
  [/^(error|\w+_error|abort(ed)?|cancel(l?ed)?|insufficient_system_resource)$/, "error"],
];

/**
 * Why an answer ended. OpenAI stops normally after a refusal, and the SDK calls Anthropic's refusal a filter; what the SDK
 * does not know is read by the words of other servers.
 */
export function readFinishReason(
  { unified, raw }: SdkChatAnswer["finishReason"],
  refusal: string | null,
): FinishReason {
  if (refusal !== null || raw === "refusal") return "refusal";
  if (unified !== "other" || raw === undefined) return unified;
  const word = raw.toLowerCase().replaceAll("-", "_");
  return WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? "other";
}
