import type { JsonValue } from "../domain/json/json.js";
import { type ChatContent, type ContentPart, readableContent } from "../domain/model/chat-content.js";
import { toChatMessage } from "../domain/model/conversation.js";
import { ModelRequestRejectedError } from "../domain/model/model-errors.js";
import type { ChatMessage, ModelRequest } from "../domain/model/models.js";
import type { SdkChatRequest } from "./sdk-models.js";

type Prompt = SdkChatRequest["prompt"];
type UserPart = Extract<Prompt[number], { role: "user" }>["content"][number];

/** The messages of a request in the SDK's form, what the system says first and in one. @throws ModelRequestRejectedError */
export function toChatPrompt(request: ModelRequest, schema: object | null): Prompt {
  const { system, prompt, messages = [] } = request;
  if ((prompt === undefined) === (messages.length === 0)) {
    throw new ModelRequestRejectedError(
      `A request to ${request.model} needs either a prompt or messages; received ${prompt === undefined ? "neither" : "both"}.`,
    );
  }
  const conversation: readonly ChatMessage[] =
    prompt === undefined
      ? messages.map((message, index) => read(message, { index, model: request.model }))
      : [{ role: "user", content: prompt }];
  const instructions = [
    // An empty text is refused by Anthropic.
    ...(system === undefined || system === "" ? [] : [system]),
    ...conversation.filter(({ role }) => role === "system").map(({ content }) => readableContent(content)),
    ...(schema === null ? [] : [instructionFor(schema)]),
  ];
  return [
    ...(instructions.length === 0 ? [] : [{ role: "system" as const, content: instructions.join("\n\n") }]),
    ...conversation.flatMap(({ role, content }): Prompt => {
      if (role === "system") return [];
      if (role === "user") return [{ role, content: partsOf(content).map(toUserPart) }];
      return [{ role, content: [{ type: "text", text: readableContent(content) }] }];
    }),
  ];
}

/** Code may hand over messages as they stand in an item, in another provider's form. */
function read(
  message: ChatMessage,
  { index, model }: { readonly index: number; readonly model: string },
): ChatMessage {
  const known = toChatMessage(message as unknown as JsonValue);
  if (known !== null) return known;
  throw new ModelRequestRejectedError(
    `messages[${index}] of a request to ${model} is none. Allowed are { role: system, user or assistant, content: a text or parts of the types text, image (image_url) and file }.`,
  );
}

function partsOf(content: ChatContent): readonly ContentPart[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function toUserPart(part: ContentPart): UserPart {
  if (part.type === "text") return part;
  const { data, mediaType } = toData(part.type === "image" ? part.image : part.data);
  if (part.type === "image")
    return { type: "file", data, mediaType: part.mediaType ?? mediaType ?? "image/*" };
  const { filename } = part;
  return { type: "file", data, mediaType: part.mediaType, ...(filename === undefined ? {} : { filename }) };
}

/** A URL as such, a `data:` URL as what it holds, anything else as base64. */
function toData(source: string): { readonly data: URL | string; readonly mediaType?: string } {
  if (/^https?:\/\//i.test(source)) return { data: new URL(source) };
  const [, mediaType, base64] = /^data:([^;,]+)[^,]*;base64,(.*)$/s.exec(source) ?? [];
  return mediaType === undefined || base64 === undefined ? { data: source } : { data: base64, mediaType };
}

function instructionFor(schema: object): string {
  return `Answer with one JSON object that fits this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`;
}
