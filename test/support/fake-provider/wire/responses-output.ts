import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import { logprobsJson } from "./logprobs-json.js";

/** Output items of a response: a message with text or refusal, and function calls. */
export function responsesOutput(completion: Completion): JsonObject[] {
  const choice = completion.choices[0];
  if (choice === undefined) return [];
  const part: JsonObject =
    choice.refusal === null
      ? {
          type: "output_text",
          text: choice.text,
          annotations: [],
          logprobs: logprobsJson(choice.logprobs ?? []),
        }
      : { type: "refusal", refusal: choice.refusal };
  const message: JsonObject = {
    id: `msg_${completion.id}`,
    type: "message",
    status: choice.finishReason === "length" ? "incomplete" : "completed",
    role: "assistant",
    content: [part],
  };
  const calls = choice.toolCalls.map((call) => ({
    id: `fc_${call.id}`,
    type: "function_call",
    status: "completed",
    call_id: call.id,
    name: call.name,
    arguments: call.input,
  }));
  const isCallOnly = choice.text === "" && choice.refusal === null && calls.length > 0;
  return isCallOnly ? calls : [message, ...calls];
}
