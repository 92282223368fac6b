import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { RequestContent } from "../provider-request.js";
import { findByName } from "./find-by-name.js";
import { messagesText } from "./messages-text.js";
import { objectAt } from "./object-at.js";
import { stringOrNull } from "./string-or-null.js";

/** Reads what a chat completions request asks for. */
export function chatContent(body: JsonObject): RequestContent {
  const forcedTool = stringOrNull(objectAt(body, "tool_choice", "function")?.name);
  const functions = (Array.isArray(body.tools) ? body.tools : []).flatMap((tool) => {
    const definition = objectAt(tool, "function");
    return definition === null ? [] : [definition];
  });
  const format = objectAt(body, "response_format");
  const type = format?.type;
  return {
    ...messagesText(body.messages),
    inputs: [],
    topLogprobs: body.logprobs === true ? Number(body.top_logprobs ?? 0) : null,
    choiceCount: Number(body.n ?? 1),
    responseFormat: type === "json_object" || type === "json_schema" ? type : "text",
    responseSchema:
      objectAt(findByName(functions, forcedTool) ?? undefined, "parameters") ??
      objectAt(format ?? undefined, "json_schema", "schema"),
    forcedTool,
  };
}
