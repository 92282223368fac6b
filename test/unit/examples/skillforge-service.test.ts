import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createService } from "../../../examples/skillforge/service/create-service.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";

const input = { title: "A ferry", article: "It carries 120 people." };

describe("the SkillForge service", () => {
  let provider: FakeProvider;
  let service: Server;
  let url = "";
  beforeEach(async () => {
    provider = await startFakeProvider({ answer: () => ({ text: " Summary: A ferry. \n" }) });
    service = createService({ baseUrl: provider.openaiBaseUrl, model: "test-model", apiKey: "sk-service" });
    await once(service.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    service.closeAllConnections();
    service.close();
    await provider.stop();
  });

  const post = async (body: string, signal?: AbortSignal) => {
    const request = { method: "POST", body, ...(signal === undefined ? {} : { signal }) };
    const response = await fetch(`${url}/analyses`, request);
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: (await response.json()) as object,
    };
  };

  test("answers an article with the model's analysis, asked by a client of its own", async () => {
    const request = { input, config: { style: "brief" }, item: { id: "i", metadata: {} }, repetition: 0 };
    expect(await post(JSON.stringify(request))).toEqual({
      status: 200,
      retryAfter: null,
      body: { output: "Summary: A ferry." },
    });
    expect(provider.calls[0]).toMatchObject({ path: "/v1/chat/completions", apiKeyEnding: "vice" });
    expect(provider.calls[0]?.body).toMatchObject({
      model: "test-model",
      messages: [
        { role: "system", content: expect.stringContaining("in 40 to 60 words") },
        { role: "user", content: "<article>\n# A ferry\n\nIt carries 120 people.\n</article>" },
      ],
    });
  });

  test("writes a full analysis when nothing is said about the style", async () => {
    expect((await post(JSON.stringify({ input }))).status).toBe(200);
    expect(JSON.stringify(provider.calls[0]?.body)).toContain("in 60 to 120 words");
  });

  test.each([
    ["no JSON", "article", "✖ Invalid input: expected object, received null"],
    [
      "no article",
      JSON.stringify({ input: { title: "t" } }),
      "✖ Invalid input: expected string, received undefined\n  → at input.article",
    ],
    [
      "an unknown style",
      JSON.stringify({ input, config: { style: "long" } }),
      '✖ Invalid option: expected one of "brief"|"full"\n  → at config.style',
    ],
  ])("refuses %s with status 400 and asks no model", async (_case, body, error) => {
    expect(await post(body)).toEqual({ status: 400, retryAfter: null, body: { error } });
    expect(provider.count()).toBe(0);
  });

  test("refuses a body over 200,000 bytes with status 413", async () => {
    expect(await post("a".repeat(200_001))).toMatchObject({
      status: 413,
      body: { error: "The request is longer than 200000 bytes." },
    });
  });

  test("refuses other paths and methods", async () => {
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${url}/analyses`)).status).toBe(405);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test("passes the model's rate limit on with its Retry-After", async () => {
    provider.setAnswer(() => ({ status: 429, retryAfterSeconds: 7 }));
    expect(await post(JSON.stringify({ input }))).toEqual({
      status: 429,
      retryAfter: "7",
      body: { error: "The model answered with status 429." },
    });
  });

  test.each([
    ["fails", { status: 500 }, "The model answered with status 500."],
    ["answers without text", { text: "" }, "The model's answer has no text."],
  ])("answers 502 when the model %s", async (_case, answer, error) => {
    provider.setAnswer(() => answer);
    expect(await post(JSON.stringify({ input }))).toEqual({
      status: 502,
      retryAfter: null,
      body: { error },
    });
  });

  test("ends the model's call when its own client hangs up", async () => {
    provider.setAnswer(() => ({ text: "late", latencyMs: 3_600_000 }));
    const client = new AbortController();
    const answer = post(JSON.stringify({ input }), client.signal).catch((error: Error) => error.name);
    await provider.waitForCalls({ count: 1 });
    client.abort();
    expect(await answer).toBe("AbortError");
    await provider.waitForCalls({ count: 1, filter: { aborted: true } });
    expect(provider.calls[0]?.status).toBeNull();
  });
});
