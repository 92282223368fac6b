import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion, CompletionChoice } from "../completion.js";
import { chatUsage } from "./chat-usage.js";
import { logprobsJson } from "./logprobs-json.js";

/** Body of a chat completion that is not streamed. */
export function chatBody(completion: Completion): JsonObject {
  return {
    id: `chatcmpl-${completion.id}`,
    object: "chat.completion",
    created: completion.createdAtSeconds,
    model: completion.model,
    choices: completion.choices.map(choiceJson),
    ...(completion.usage === null ? {} : { usage: chatUsage(completion.usage) }),
    service_tier: "default",
    system_fingerprint: completion.systemFingerprint,
  };
}

function choiceJson(choice: CompletionChoice, index: number): JsonObject {
  const hasContent = choice.refusal === null && (choice.text !== "" || choice.toolCalls.length === 0);
  return {
    index,
    message: {
      role: "assistant",
      content: hasContent ? choice.text : null,
      ...(choice.toolCalls.length === 0 ? {} : { tool_calls: choice.toolCalls.map(toolCallJson) }),
      refusal: choice.refusal,
      annotations: [],
    },
    logprobs: choice.logprobs === null ? null : { content: logprobsJson(choice.logprobs), refusal: null },
    finish_reason: choice.finishReason,
  };
}

function toolCallJson(call: CompletionChoice["toolCalls"][number]): JsonObject {
  return { id: call.id, type: "function", function: { name: call.name, arguments: call.input } };
}
