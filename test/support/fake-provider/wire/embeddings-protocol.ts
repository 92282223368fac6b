import type { JsonObject, JsonValue } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import type { ProviderRequest, RequestContent } from "../provider-request.js";
import type { RequestProblem, WireProtocol } from "./wire-protocol.js";

/** OpenAI `POST /v1/embeddings`, as arrays of numbers or in base64 (32-bit floats, little endian). */
export const embeddingsProtocol: WireProtocol = {
  findProblem,
  readContent,
  writeBody,
  writeEvents: null,
};

function inputsOf(body: JsonObject): JsonValue[] {
  const input = body.input;
  if (input === undefined) return [];
  return Array.isArray(input) ? [...input] : [input as JsonValue];
}

function findProblem(body: JsonObject): RequestProblem | null {
  const inputs = inputsOf(body);
  if (inputs.length === 0) return { parameter: "input", message: "Missing required parameter: 'input'." };
  if (inputs.length > 2048) {
    return {
      parameter: "input",
      message: `Invalid 'input': ${inputs.length} texts. Allowed are up to 2048.`,
    };
  }
  if (inputs.some((input) => typeof input !== "string" || input === "")) {
    return { parameter: "input", message: "Invalid 'input': every input must be a text that is not empty." };
  }
  return null;
}

function readContent(body: JsonObject): RequestContent {
  const inputs = inputsOf(body).map(String);
  return {
    systemText: "",
    userText: inputs.at(-1) ?? "",
    promptText: inputs.join("\n"),
    inputs,
    topLogprobs: null,
    choiceCount: 1,
    responseFormat: "text",
    responseSchema: null,
    forcedTool: null,
  };
}

function writeBody(completion: Completion, request: ProviderRequest): JsonObject {
  const isBase64 = request.body.encoding_format === "base64";
  const tokens = completion.usage?.promptTokens ?? 0;
  return {
    object: "list",
    data: completion.embeddings.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: isBase64 ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector,
    })),
    model: completion.model,
    ...(completion.usage === null ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  };
}
