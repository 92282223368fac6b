import { isJsonObject, type JsonObject, type JsonValue } from "../../../../src/domain/json/json.js";
import type { RequestContent } from "../provider-request.js";
import { textOfContent } from "./text-of-content.js";

/** Texts of a conversation; `instructions` are those sent beside the messages. */
export function messagesText(
  messages: JsonValue | undefined,
  instructions = "",
): Pick<RequestContent, "systemText" | "userText" | "promptText"> {
  const all: JsonObject[] = Array.isArray(messages) ? messages.filter(isJsonObject) : [];
  const isSystem = (message: JsonObject) => message.role === "system" || message.role === "developer";
  const systemText = [instructions, ...all.filter(isSystem).map(textOfContent)].filter(Boolean).join("\n");
  return {
    systemText,
    userText: textOfContent(all.findLast((message) => message.role === "user")),
    promptText: [instructions, ...all.map(textOfContent)].filter(Boolean).join("\n"),
  };
}
