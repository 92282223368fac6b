import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import type { ProviderRequest } from "../provider-request.js";
import type { ProviderUsage } from "../provider-usage.js";
import { responsesOutput } from "./responses-output.js";

/** Body of a response that is not streamed; also what a stream's last event carries. */
export function responsesBody(completion: Completion, request: ProviderRequest): JsonObject {
  const finishReason = completion.choices[0]?.finishReason ?? "stop";
  const reason = { length: "max_output_tokens", content_filter: "content_filter" }[finishReason as string];
  return {
    id: `resp_${completion.id}`,
    object: "response",
    created_at: completion.createdAtSeconds,
    status: reason === undefined ? "completed" : "incomplete",
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: request.body.instructions ?? null,
    max_output_tokens: request.body.max_output_tokens ?? null,
    model: completion.model,
    output: responsesOutput(completion),
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: "default",
    store: request.body.store ?? true,
    temperature: request.body.temperature ?? 1,
    text: request.body.text ?? { format: { type: "text" } },
    tool_choice: request.body.tool_choice ?? "auto",
    tools: request.body.tools ?? [],
    top_p: request.body.top_p ?? 1,
    truncation: "disabled",
    usage: completion.usage === null ? null : usageJson(completion.usage),
    metadata: request.body.metadata ?? {},
  };
}

function usageJson(usage: ProviderUsage): JsonObject {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}
