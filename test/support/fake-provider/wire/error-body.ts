import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { ProviderApi } from "./provider-api.js";

/** What an error body tells; what is left out is usual for the status. */
export interface ErrorContent {
  readonly status: number;
  readonly message?: string | undefined;
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  readonly parameter?: string | null | undefined;
}

type Usual = readonly [type: string, message: string, code?: string];

const usualOpenai: Readonly<Record<number, Usual>> = {
  401: ["invalid_request_error", "Incorrect API key provided.", "invalid_api_key"],
  403: [
    "invalid_request_error",
    "You are not allowed to use this model.",
    "unsupported_country_region_territory",
  ],
  404: [
    "invalid_request_error",
    "The model does not exist or you do not have access to it.",
    "model_not_found",
  ],
  429: [
    "requests",
    "Rate limit reached for requests per min (RPM). Please try again later.",
    "rate_limit_exceeded",
  ],
  500: ["server_error", "The server had an error while processing your request."],
  503: ["server_error", "The engine is currently overloaded, please try again later."],
};

const usualAnthropic: Readonly<Record<number, Usual>> = {
  401: ["authentication_error", "invalid x-api-key"],
  403: ["permission_error", "Your API key does not have permission to use the specified resource."],
  404: ["not_found_error", "Not found"],
  413: ["request_too_large", "Request exceeds the maximum size"],
  429: ["rate_limit_error", "This request would exceed your organization's rate limit."],
  500: ["api_error", "Internal server error"],
  529: ["overloaded_error", "Overloaded"],
};

/** Error body in the provider's own form. */
export function errorBody(api: ProviderApi, content: ErrorContent, requestId: string): JsonObject {
  const fallback: Usual =
    content.status >= 500
      ? [api === "openai" ? "server_error" : "api_error", "Internal server error"]
      : ["invalid_request_error", "Invalid request"];
  const usual = (api === "openai" ? usualOpenai : usualAnthropic)[content.status] ?? fallback;
  const type = content.type ?? usual[0];
  const message = content.message ?? usual[1];
  if (api === "anthropic") return { type: "error", error: { type, message }, request_id: requestId };
  return {
    error: { message, type, param: content.parameter ?? null, code: content.code ?? usual[2] ?? null },
  };
}
