import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion, CompletionChoice } from "../completion.js";
import type { ProviderRequest } from "../provider-request.js";
import { chatUsage } from "./chat-usage.js";
import { chunksOfText } from "./chunks-of-text.js";
import { logprobsJson } from "./logprobs-json.js";
import { objectAt } from "./object-at.js";
import type { ServerEvent } from "./wire-protocol.js";

/** Events of a streamed chat completion; usage comes last, and only when `include_usage` asks for it. */
export function chatEvents(completion: Completion, request: ProviderRequest): ServerEvent[] {
  const includesUsage = objectAt(request.body, "stream_options")?.include_usage === true;
  const chunk = (rest: JsonObject): ServerEvent => ({
    data: {
      id: `chatcmpl-${completion.id}`,
      object: "chat.completion.chunk",
      created: completion.createdAtSeconds,
      model: completion.model,
      service_tier: "default",
      system_fingerprint: completion.systemFingerprint,
      ...rest,
    },
  });
  const events = completion.choices.flatMap((choice, index) =>
    choiceDeltas(choice).map((delta) => chunk({ choices: [{ index, ...delta }] })),
  );
  if (includesUsage && completion.usage !== null) {
    events.push(chunk({ choices: [], usage: chatUsage(completion.usage) }));
  }
  return [...events, { data: "[DONE]" }];
}

function choiceDeltas(choice: CompletionChoice): JsonObject[] {
  const delta = (content: JsonObject): JsonObject => ({
    delta: content,
    logprobs: null,
    finish_reason: null,
  });
  const deltas = [delta({ role: "assistant", content: "", refusal: null })];
  if (choice.refusal !== null) {
    for (const { text } of chunksOfText(choice.refusal, null)) deltas.push(delta({ refusal: text }));
  } else {
    for (const { text, logprobs } of chunksOfText(choice.text, choice.logprobs)) {
      const content = logprobsJson(logprobs);
      deltas.push({
        ...delta({ content: text }),
        logprobs: content.length === 0 ? null : { content, refusal: null },
      });
    }
  }
  for (const [index, call] of choice.toolCalls.entries()) {
    const named = { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } };
    deltas.push(delta({ tool_calls: [named] }));
    for (const { text } of chunksOfText(call.input, null)) {
      deltas.push(delta({ tool_calls: [{ index, function: { arguments: text } }] }));
    }
  }
  return [...deltas, { delta: {}, logprobs: null, finish_reason: choice.finishReason }];
}
