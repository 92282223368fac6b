import type { ProviderCompletion } from "./provider-answer.js";
import type { ProviderRequest } from "./provider-request.js";
import { sampleJson } from "./sample-json.js";

/** What a provider without a script answers: JSON that fits when some is asked for, else an echo. */
export function defaultAnswer(request: ProviderRequest): ProviderCompletion {
  if (request.responseSchema !== null) return { json: sampleJson(request.responseSchema) };
  if (request.responseFormat === "json_object") return { json: { answer: request.userText } };
  return { text: `Answer to: ${request.userText}` };
}
