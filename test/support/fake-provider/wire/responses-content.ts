import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { RequestContent } from "../provider-request.js";
import { findByName } from "./find-by-name.js";
import { messagesText } from "./messages-text.js";
import { objectAt } from "./object-at.js";
import { stringOrNull } from "./string-or-null.js";

/** Reads what a Responses API request asks for. */
export function responsesContent(body: JsonObject): RequestContent {
  const input = body.input;
  const messages = typeof input === "string" ? [{ role: "user", content: input }] : input;
  const forcedTool = stringOrNull(objectAt(body, "tool_choice")?.name);
  const format = objectAt(body, "text", "format");
  const type = format?.type;
  const includes = Array.isArray(body.include) ? body.include : [];
  return {
    ...messagesText(messages, stringOrNull(body.instructions) ?? ""),
    inputs: [],
    topLogprobs: includes.includes("message.output_text.logprobs") ? Number(body.top_logprobs ?? 0) : null,
    choiceCount: 1,
    responseFormat: type === "json_object" || type === "json_schema" ? type : "text",
    responseSchema:
      objectAt(findByName(body.tools, forcedTool) ?? undefined, "parameters") ??
      objectAt(format ?? undefined, "schema"),
    forcedTool,
  };
}
