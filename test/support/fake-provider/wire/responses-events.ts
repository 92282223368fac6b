import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import type { ProviderRequest } from "../provider-request.js";
import { chunksOfText } from "./chunks-of-text.js";
import { logprobsJson } from "./logprobs-json.js";
import { responsesBody } from "./responses-body.js";
import { responsesOutput } from "./responses-output.js";
import type { ServerEvent } from "./wire-protocol.js";

type Event = JsonObject & { readonly type: string };

/** Events of a streamed response; each names its type twice and carries a sequence number. */
export function responsesEvents(completion: Completion, request: ProviderRequest): ServerEvent[] {
  const response = responsesBody(completion, request);
  const started = { ...response, status: "in_progress", output: [], usage: null };
  const end = response.status === "incomplete" ? "response.incomplete" : "response.completed";
  const events: Event[] = [
    { type: "response.created", response: started },
    { type: "response.in_progress", response: started },
    ...responsesOutput(completion).flatMap((item, index) => itemEvents(item, { index, completion })),
    { type: end, response },
  ];
  return events.map((event, index) => ({ event: event.type, data: { ...event, sequence_number: index } }));
}

function itemEvents(
  item: JsonObject,
  context: { readonly index: number; readonly completion: Completion },
): Event[] {
  const isMessage = item.type === "message";
  const blank = isMessage ? { content: [] } : { arguments: "" };
  return [
    {
      type: "response.output_item.added",
      output_index: context.index,
      item: { ...item, status: "in_progress", ...blank },
    },
    ...(isMessage ? messageEvents(item, context) : callEvents(item, context.index)),
    { type: "response.output_item.done", output_index: context.index, item },
  ];
}

function messageEvents(
  item: JsonObject,
  context: { readonly index: number; readonly completion: Completion },
): Event[] {
  const choice = context.completion.choices[0];
  const part = (item.content as readonly JsonObject[])[0] ?? {};
  const at = { item_id: item.id ?? null, output_index: context.index, content_index: 0 };
  const isRefusal = part.type === "refusal";
  const kind = isRefusal ? "refusal" : "output_text";
  const blank = isRefusal ? { ...part, refusal: "" } : { ...part, text: "", logprobs: [] };
  const chunks = chunksOfText(
    choice?.refusal ?? choice?.text ?? "",
    isRefusal ? null : (choice?.logprobs ?? null),
  );
  const deltas = chunks.map((chunk) => ({
    type: `response.${kind}.delta`,
    ...at,
    delta: chunk.text,
    ...(isRefusal ? {} : { logprobs: logprobsJson(chunk.logprobs) }),
  }));
  const whole = isRefusal
    ? { refusal: part.refusal ?? "" }
    : { text: part.text ?? "", logprobs: part.logprobs ?? [] };
  return [
    { type: "response.content_part.added", ...at, part: blank },
    ...deltas,
    { type: `response.${kind}.done`, ...at, ...whole },
    { type: "response.content_part.done", ...at, part },
  ];
}

function callEvents(item: JsonObject, index: number): Event[] {
  const at = { item_id: item.id ?? null, output_index: index };
  const input = String(item.arguments);
  return [
    ...chunksOfText(input, null).map((chunk) => ({
      type: "response.function_call_arguments.delta",
      ...at,
      delta: chunk.text,
    })),
    { type: "response.function_call_arguments.done", ...at, arguments: input },
  ];
}
