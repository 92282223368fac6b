import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import { messagesBlocks } from "./messages-blocks.js";
import { messagesStopReason } from "./messages-stop-reason.js";
import { messagesUsage } from "./messages-usage.js";

/** Body of an Anthropic message that is not streamed. */
export function messagesBody(completion: Completion): JsonObject {
  return {
    id: `msg_${completion.id}`,
    type: "message",
    role: "assistant",
    model: completion.model,
    content: messagesBlocks(completion),
    stop_reason: messagesStopReason(completion.choices[0]),
    stop_sequence: null,
    ...(completion.usage === null ? {} : { usage: messagesUsage(completion.usage) }),
  };
}
