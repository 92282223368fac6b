import type { ModelDescription } from "../../domain/model/models.js";
import type { RateClaim } from "../../domain/model/rate-window.js";
import { type ModelSettings, settingFor } from "../model-settings.js";

/** What a request takes of each configured limit per minute: the model's and its provider's. */
export function claimsOf(
  { id, provider }: Pick<ModelDescription, "id" | "provider">,
  request: { readonly settings: ModelSettings; readonly tokens: number; readonly requests?: number },
): RateClaim[] {
  const { settings, tokens, requests = 1 } = request;
  return [id, provider].flatMap((name) => {
    const limit = settingFor(settings.limits, name);
    return [
      { key: `${name}/requests`, amount: requests, perMinute: limit?.requestsPerMinute },
      { key: `${name}/tokens`, amount: tokens, perMinute: limit?.tokensPerMinute },
    ].filter((claim): claim is RateClaim => claim.perMinute !== undefined && claim.amount !== 0);
  });
}
