import type { JsonObject } from "../../../../src/domain/json/json.js";
import { chatContent } from "./chat-content.js";
import { objectAt } from "./object-at.js";
import type { RequestProblem } from "./wire-protocol.js";

/** Says what OpenAI refuses about a chat completions request; null when nothing. */
export function chatProblem(body: JsonObject): RequestProblem | null {
  const problem = (parameter: string, message: string) => ({ parameter, message });
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    return problem("messages", "Missing required parameter: 'messages'.");
  }
  const top = body.top_logprobs;
  if (top !== undefined && top !== null) {
    if (body.logprobs !== true) {
      return problem("top_logprobs", "'top_logprobs' is only allowed when 'logprobs' is enabled.");
    }
    if (!Number.isInteger(top) || Number(top) < 0 || Number(top) > 20) {
      return problem("top_logprobs", `Invalid value for 'top_logprobs': ${top}. Allowed are 0 to 20.`);
    }
  }
  const n = body.n ?? 1;
  if (!Number.isInteger(n) || Number(n) < 1 || Number(n) > 128) {
    return problem("n", `Invalid value for 'n': ${n}. Allowed are 1 to 128.`);
  }
  return formatProblem(body);
}

function formatProblem(body: JsonObject): RequestProblem | null {
  const { promptText, responseFormat } = chatContent(body);
  if (responseFormat === "json_object" && !/json/i.test(promptText)) {
    return {
      parameter: "messages",
      message:
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    };
  }
  if (responseFormat === "json_schema") {
    const name = objectAt(body, "response_format", "json_schema")?.name;
    if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name)) {
      return {
        parameter: "response_format.json_schema.name",
        message: "Missing or invalid parameter: 'response_format.json_schema.name'.",
      };
    }
  }
  return null;
}
