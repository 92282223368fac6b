import type { ProviderRequest } from "./provider-request.js";

/** Text that tells a call and its repetitions apart from each other and from all others. */
export function requestKey(request: Pick<ProviderRequest, "path" | "body" | "attempt">): string {
  return `${request.path} ${request.attempt} ${JSON.stringify(request.body)}`;
}
