import type { JsonObject } from "../../../src/domain/json/json.js";
import type { FakeProviderOptions } from "./fake-provider.js";
import type { Endpoint } from "./wire/endpoints.js";
import type { ErrorContent } from "./wire/error-body.js";

/** What is looked at before a script is asked. */
export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly endpoint: Endpoint | null;
  readonly key: string | null;
  readonly model: string | null;
  /** Null when it is no JSON object. */
  readonly body: JsonObject | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why the real provider would refuse a call (path, key, body, model, parameters); null when it would not. */
export function findRefusal(
  call: ReceivedCall,
  options: Pick<FakeProviderOptions, "acceptedKeys" | "models">,
): ErrorContent | null {
  const { endpoint, body, model } = call;
  const invalid = { status: 400, type: "invalid_request_error" };
  if (endpoint === null || endpoint.method !== call.method) {
    const status = endpoint === null ? 404 : 405;
    return { status, message: `Invalid URL (${call.method} ${call.path})`, code: "unknown_url" };
  }
  if (options.acceptedKeys !== undefined && !options.acceptedKeys.includes(call.key ?? "")) {
    return { status: 401 };
  }
  if (endpoint.protocol === null) return null;
  if (body === null) return { ...invalid, message: "We could not parse the JSON body of your request." };
  if (model === null) {
    return { ...invalid, message: "you must provide a model parameter", parameter: "model" };
  }
  if (options.models !== undefined && !options.models.includes(model)) {
    return { status: 404, message: `model: ${model} does not exist`, parameter: "model" };
  }
  const problem = endpoint.protocol.findProblem(body, call.headers);
  return problem === null ? null : { ...invalid, ...problem };
}
