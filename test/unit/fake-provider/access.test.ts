import { describe, expect, test } from "@jest/globals";
import { chat, message, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();

describe("access", () => {
  test("refuses a wrong key in each provider's own error body, and accepts the right one", async () => {
    const provider = await start({ acceptedKeys: ["sk-good-1234"] });
    const openai = await post(provider, { ...chat("Hi"), headers: { authorization: "Bearer sk-bad" } });
    expect(openai.status).toBe(401);
    expect(openai.body.error).toEqual({
      message: "Incorrect API key provided.",
      type: "invalid_request_error",
      param: null,
      code: "invalid_api_key",
    });
    const anthropic = await post(provider, { ...message("Hi"), headers: { "x-api-key": "sk-bad" } });
    expect(anthropic.status).toBe(401);
    expect(anthropic.body.error).toEqual({ type: "authentication_error", message: "invalid x-api-key" });
    const good = { authorization: "Bearer sk-good-1234", "x-api-key": "sk-good-1234" };
    expect((await post(provider, { ...chat("Hi"), headers: good })).status).toBe(200);
    expect((await post(provider, { ...message("Hi"), headers: good })).status).toBe(200);
    expect(provider.calls.map((call) => call.apiKeyEnding)).toEqual(["-bad", "-bad", "1234", "1234"]);
    expect(JSON.stringify(provider.calls)).not.toContain("sk-good");
  });

  test("knows only the models it was given", async () => {
    const provider = await start({ models: ["gpt-4o"] });
    const listed = await fetch(`${provider.openaiBaseUrl}/models`);
    expect(await listed.json()).toMatchObject({ object: "list", data: [{ id: "gpt-4o", object: "model" }] });
    const anthropicList = await fetch(`${provider.openaiBaseUrl}/models`, {
      headers: { "anthropic-version": "2023-06-01" },
    });
    expect(await anthropicList.json()).toMatchObject({
      data: [{ type: "model", id: "gpt-4o" }],
      has_more: false,
    });
    expect((await post(provider, chat("Hi", { model: "gpt-9" }))).body.error?.code).toBe("model_not_found");
    expect((await post(provider, message("Hi"))).body.error?.type).toBe("not_found_error");
  });

  test("refuses unknown paths, wrong methods and bodies that are no JSON", async () => {
    const provider = await start();
    expect((await post(provider, { path: "/v1/nothing", body: {} })).status).toBe(404);
    expect((await fetch(`${provider.openaiBaseUrl}/chat/completions`)).status).toBe(405);
    const broken = await fetch(`${provider.openaiBaseUrl}/chat/completions`, { method: "POST", body: "{" });
    expect(broken.status).toBe(400);
    expect(provider.count()).toBe(3);
    expect(provider.count({ status: 400, endpoint: "chat" })).toBe(1);
  });
});
