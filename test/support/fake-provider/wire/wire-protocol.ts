import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { Completion } from "../completion.js";
import type { ProviderRequest, RequestContent } from "../provider-request.js";

/** One server-sent event. */
export interface ServerEvent {
  /** Name of the event; chat completions send none. */
  readonly event?: string;
  /** JSON, or the literal end mark. */
  readonly data: JsonObject | "[DONE]";
}

/** What a provider refuses about a request, as its error body tells it. */
export interface RequestProblem {
  readonly message: string;
  /** OpenAI's `error.param`. */
  readonly parameter: string | null;
}

/** One endpoint's wire format. */
export interface WireProtocol {
  /** Says what the real provider would refuse with status 400; null when nothing. */
  findProblem(body: JsonObject, headers: Readonly<Record<string, string>>): RequestProblem | null;
  readContent(body: JsonObject): RequestContent;
  writeBody(completion: Completion, request: ProviderRequest): JsonObject;
  /** Events of a streamed reply; null when the endpoint does not stream. */
  readonly writeEvents: ((completion: Completion, request: ProviderRequest) => ServerEvent[]) | null;
}
