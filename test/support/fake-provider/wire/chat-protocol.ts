import { chatBody } from "./chat-body.js";
import { chatContent } from "./chat-content.js";
import { chatEvents } from "./chat-events.js";
import { chatProblem } from "./chat-problem.js";
import type { WireProtocol } from "./wire-protocol.js";

/** OpenAI `POST /v1/chat/completions`. */
export const chatProtocol: WireProtocol = {
  findProblem: chatProblem,
  readContent: chatContent,
  writeBody: chatBody,
  writeEvents: chatEvents,
};
