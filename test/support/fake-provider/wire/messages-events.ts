import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import { chunksOfText } from "./chunks-of-text.js";
import { messagesBlocks } from "./messages-blocks.js";
import { messagesStopReason } from "./messages-stop-reason.js";
import { messagesUsage } from "./messages-usage.js";
import type { ServerEvent } from "./wire-protocol.js";

type Event = JsonObject & { readonly type: string };

/** Events of a streamed Anthropic message; the output tokens come with `message_delta`. */
export function messagesEvents(completion: Completion): ServerEvent[] {
  const usage = completion.usage === null ? null : messagesUsage(completion.usage);
  const message = {
    id: `msg_${completion.id}`,
    type: "message",
    role: "assistant",
    model: completion.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    ...(usage === null ? {} : { usage: { ...usage, output_tokens: 1 } }),
  };
  const events: Event[] = [
    { type: "message_start", message },
    { type: "ping" },
    ...messagesBlocks(completion).flatMap(blockEvents),
    {
      type: "message_delta",
      delta: { stop_reason: messagesStopReason(completion.choices[0]), stop_sequence: null },
      ...(usage === null ? {} : { usage: { output_tokens: usage.output_tokens ?? null } }),
    },
    { type: "message_stop" },
  ];
  return events.map((event) => ({ event: event.type, data: event }));
}

function blockEvents(block: JsonObject, index: number): Event[] {
  const isText = block.type === "text";
  const whole = isText ? String(block.text) : JSON.stringify(block.input);
  const deltas = chunksOfText(whole, null).map((chunk) => ({
    type: "content_block_delta",
    index,
    delta: isText
      ? { type: "text_delta", text: chunk.text }
      : { type: "input_json_delta", partial_json: chunk.text },
  }));
  return [
    {
      type: "content_block_start",
      index,
      content_block: { ...block, ...(isText ? { text: "" } : { input: {} }) },
    },
    ...deltas,
    { type: "content_block_stop", index },
  ];
}
