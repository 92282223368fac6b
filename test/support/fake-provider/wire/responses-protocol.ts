import { responsesBody } from "./responses-body.js";
import { responsesContent } from "./responses-content.js";
import { responsesEvents } from "./responses-events.js";
import { responsesProblem } from "./responses-problem.js";
import type { WireProtocol } from "./wire-protocol.js";

/** OpenAI `POST /v1/responses`. */
export const responsesProtocol: WireProtocol = {
  findProblem: responsesProblem,
  readContent: responsesContent,
  writeBody: responsesBody,
  writeEvents: responsesEvents,
};
