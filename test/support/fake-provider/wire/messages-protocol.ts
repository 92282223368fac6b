import { messagesBody } from "./messages-body.js";
import { messagesContent } from "./messages-content.js";
import { messagesEvents } from "./messages-events.js";
import { messagesProblem } from "./messages-problem.js";
import type { WireProtocol } from "./wire-protocol.js";

/** Anthropic `POST /v1/messages`. */
export const messagesProtocol: WireProtocol = {
  findProblem: messagesProblem,
  readContent: messagesContent,
  writeBody: messagesBody,
  writeEvents: messagesEvents,
};
