import { isJsonObject, type JsonValue } from "../json/json.js";
import { type ChatContent, readableContent, textOfContent, toContentParts } from "./chat-content.js";
import type { ChatMessage } from "./models.js";

const ROLES: Readonly<Record<string, ChatMessage["role"]>> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  assistant: "assistant",
  ai: "assistant",
};

/** Reads one chat message `{ role, content }`; null for anything else. */
export function toChatMessage(value: JsonValue | undefined): ChatMessage | null {
  if (!isJsonObject(value ?? null)) return null;
  const { role, content } = value as { readonly role?: JsonValue; readonly content?: JsonValue };
  const known = typeof role === "string" && Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
  const read: ChatContent | null = typeof content === "string" ? content : toContentParts(content);
  return known === undefined || read === null ? null : { role: known, content: read };
}

/** Reads a list of chat messages, at least one; null for anything else. */
export function toConversation(value: JsonValue | undefined): readonly ChatMessage[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages = value.map(toChatMessage);
  return messages.every((message) => message !== null) ? messages : null;
}

/** A conversation as people read it, a message a paragraph: `user: What is my name?` */
export function readableConversation(messages: readonly ChatMessage[]): string {
  return messages.map(({ role, content }) => `${role}: ${readableContent(content)}`).join("\n\n");
}

/** The text of a value that is a chat message, content parts, or a conversation, of which the last message counts; null for anything else. */
export function conversationText(value: JsonValue | undefined): string | null {
  const message = toChatMessage(value) ?? toConversation(value)?.at(-1);
  const content = message?.content ?? toContentParts(value);
  return content === null || content === undefined ? null : textOfContent(content);
}

/** A value as people read it, where it is a conversation or holds one; null for anything else. */
export function readableChat(value: JsonValue): string | null {
  const messages = toConversation(value);
  if (messages !== null) return readableConversation(messages);
  const message = toChatMessage(value);
  if (message !== null) return readableConversation([message]);
  const parts = toContentParts(value);
  if (parts !== null) return readableContent(parts);
  if (!isJsonObject(value)) return null;
  const entries = Object.entries(value).map(([key, inner]) => [key, inner, readableChat(inner)] as const);
  if (entries.every(([, , chat]) => chat === null)) return null;
  return entries.map(([key, inner, chat]) => `${key}:\n${chat ?? plain(inner)}`).join("\n\n");
}

function plain(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
