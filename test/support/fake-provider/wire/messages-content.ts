import type { JsonObject } from "../../../../src/domain/json.js";
import type { RequestContent } from "../provider-request.js";
import { findByName } from "./find-by-name.js";
import { messagesText } from "./messages-text.js";
import { objectAt } from "./object-at.js";
import { stringOrNull } from "./string-or-null.js";
import { textOfContent } from "./text-of-content.js";

/** Reads what an Anthropic messages request asks for. */
export function messagesContent(body: JsonObject): RequestContent {
  const forcedTool = stringOrNull(objectAt(body, "tool_choice")?.name);
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
