import type { CompletionChoice } from "../completion.js";

/** Why the model stopped, in Anthropic's words. */
export function messagesStopReason(choice: CompletionChoice | undefined): string {
  if (choice === undefined) return "end_turn";
  if (choice.refusal !== null || choice.finishReason === "content_filter") return "refusal";
  if (choice.toolCalls.length > 0) return "tool_use";
  return choice.finishReason === "length" ? "max_tokens" : "end_turn";
}
