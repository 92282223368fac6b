import { isJsonObject, type JsonValue } from "../../../../src/domain/json/json.js";

/** Text of a message's content in any of the APIs: a string, or parts with `text` or nested `content`. */
export function textOfContent(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map((part: JsonValue) => textOfContent(part)).join("\n");
  if (!isJsonObject(content)) return "";
  if (typeof content.text === "string") return content.text;
  return textOfContent(content.content ?? content.output);
}
