import type { JsonObject } from "../../../../src/domain/json/json.js";
import type { ProviderApi } from "./provider-api.js";

/** Body of `GET /v1/models` in either provider's form. */
export function modelsBody(models: readonly string[], api: ProviderApi): JsonObject {
  if (api === "openai") {
    const data = models.map((id) => ({ id, object: "model", created: 1_715_367_049, owned_by: "fake" }));
    return { object: "list", data };
  }
  return {
    data: models.map((id) => ({ type: "model", id, display_name: id, created_at: "2025-05-14T00:00:00Z" })),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  };
}
