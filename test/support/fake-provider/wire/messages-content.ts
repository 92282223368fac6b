import { isJsonObject, type JsonObject } from "../../../../src/domain/json/json.js";
import type { RequestContent } from "../provider-request.js";
import { findByName } from "./find-by-name.js";
import { messagesText } from "./messages-text.js";
import { objectAt } from "./object-at.js";
import { stringOrNull } from "./string-or-null.js";
import { textOfContent } from "./text-of-content.js";

/** Reads what an Anthropic messages request asks for. */
export function messagesContent(body: JsonObject): RequestContent {
  const forcedTool = findForcedTool(body);
  const format = objectAt(body, "output_config", "format") ?? objectAt(body, "output_format");
  return {
    ...messagesText(body.messages, textOfContent(body.system)),
    inputs: [],
    topLogprobs: null,
    choiceCount: 1,
    responseFormat: format?.type === "json_schema" ? "json_schema" : "text",
    responseSchema:
      objectAt(findByName(body.tools, forcedTool) ?? undefined, "input_schema") ??
      objectAt(format ?? undefined, "schema"),
    forcedTool,
  };
}

/** The tool that has to be called: the one named, or with `any` the only one there is. */
function findForcedTool({ tools, tool_choice: choice }: JsonObject): string | null {
  if (!isJsonObject(choice)) return null;
  const only = Array.isArray(tools) && tools.length === 1 && isJsonObject(tools[0]) ? tools[0] : null;
  return stringOrNull(choice.type === "any" ? only?.name : choice.name);
}
