import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { RequestProblem } from "./wire-protocol.js";

const chatOnly = ["messages", "response_format", "max_tokens", "max_completion_tokens", "n", "logprobs"];

/** Says what OpenAI refuses about a Responses API request; null when nothing. */
export function responsesProblem(body: JsonObject): RequestProblem | null {
  const misplaced = chatOnly.find((parameter) => body[parameter] !== undefined);
  if (misplaced !== undefined) {
    return { parameter: misplaced, message: `Unknown parameter: '${misplaced}'.` };
  }
  const input = body.input;
  if (input === undefined || input === "" || (Array.isArray(input) && input.length === 0)) {
    return { parameter: "input", message: "Missing required parameter: 'input'." };
  }
  const top = body.top_logprobs ?? 0;
  if (!Number.isInteger(top) || Number(top) < 0 || Number(top) > 20) {
    return {
      parameter: "top_logprobs",
      message: `Invalid value for 'top_logprobs': ${top}. Allowed are 0 to 20.`,
    };
  }
  return null;
}
