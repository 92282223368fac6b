import type { JsonObject, JsonValue } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";

/** Content blocks of an Anthropic message; none for an empty answer, as the real API does it. */
export function messagesBlocks(completion: Completion): JsonObject[] {
  const choice = completion.choices[0];
  if (choice === undefined) return [];
  const text = choice.refusal ?? choice.text;
  const calls = choice.toolCalls.map((call) => ({
    type: "tool_use",
    id: call.id.replace("call_", "toolu_"),
    name: call.name,
    input: JSON.parse(call.input) as JsonValue,
  }));
  return [...(text === "" ? [] : [{ type: "text", text }]), ...calls];
}
