import type { IncomingHttpHeaders } from "node:http";
import type { ProviderApi } from "./wire/provider-api.js";

/** The API key of a call: `authorization: Bearer` for OpenAI, `x-api-key` (or a bearer) for Anthropic. */
export function sentKey(headers: IncomingHttpHeaders, api: ProviderApi): string | null {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? null;
  if (api === "openai") return bearer;
  const key = headers["x-api-key"];
  return typeof key === "string" ? key : bearer;
}
