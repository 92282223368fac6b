import { describe, expect, test } from "@jest/globals";
import type { ProviderFault } from "../../support/fake-provider/provider-fault.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { chat, message, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();

describe("faults", () => {
  test("tells how long to wait in whole seconds, and OpenAI's in milliseconds too", async () => {
    const provider = await start({ answer: () => ({ status: 429, retryAfterSeconds: 0.25 }) });
    const openai = await post(provider, chat("Hi"));
    expect(openai.status).toBe(429);
    expect(openai.headers.get("retry-after")).toBe("1");
    expect(openai.headers.get("retry-after-ms")).toBe("250");
    expect(openai.body.error).toMatchObject({ type: "requests", code: "rate_limit_exceeded" });
    const anthropic = await post(provider, message("Hi"));
    expect(anthropic.headers.get("retry-after")).toBe("1");
    expect(anthropic.headers.get("retry-after-ms")).toBeNull();
    expect(anthropic.body.error?.type).toBe("rate_limit_error");
  });

  test("names the error as the script does, e.g. a quota that is used up", async () => {
    const provider = await start({
      answer: () => ({
        status: 429,
        type: "insufficient_quota",
        code: "insufficient_quota",
        message: "No money.",
      }),
    });
    expect((await post(provider, chat("Hi"))).body.error).toEqual({
      message: "No money.",
      type: "insufficient_quota",
      param: null,
      code: "insufficient_quota",
    });
  });

  test("sends JSON that does not parse, a proxy's page, or exactly the body given", async () => {
    const provider = await start({ answer: () => ({ fault: "malformed" }) });
    await expect(post(provider, chat("Hi"))).rejects.toThrow(SyntaxError);
    provider.setAnswer(() => ({ fault: "html" }));
    const page = await post(provider, chat("Hi"));
    expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
    expect(page.text).toContain("<h1>Bad Gateway</h1>");
    provider.setAnswer(() => ({ fault: "raw", body: '{"choices":[]}' }));
    expect((await post(provider, chat("Hi"))).text).toBe('{"choices":[]}');
  });

  test.each<[string, ProviderFault, object, string, number | null]>([
    ["a body", { fault: "truncated" }, {}, "terminated", 200],
    ["a stream", { fault: "truncated" }, { stream: true }, "terminated", 200],
    ["the connection before any reply", { fault: "reset" }, {}, "fetch failed", null],
  ])("cuts %s as its own doing, not the client's", async (_, fault, rest, error, status) => {
    const provider = await start({ answer: () => fault });
    await expect(post(provider, chat("Hi", rest))).rejects.toThrow(error);
    await provider.waitForCalls({ count: 1, filter: (call) => call.finishedAt !== null });
    expect(provider.calls[0]).toMatchObject({ status, aborted: false, usage: null });
  });

  test.each<[ProviderFault, number | null]>([
    [{ fault: "hang" }, null],
    [{ fault: "stall" }, 200],
  ])(
    "never ends under %j until the client gives up, and counts the call as aborted",
    async (fault, status) => {
      const provider = await start({ answer: () => fault });
      const controller = new AbortController();
      const pending = post(provider, { ...chat("Hi"), signal: controller.signal });
      await provider.waitForCalls({
        count: 1,
        filter: (call) => call.status === status && call.body !== null,
      });
      expect(provider.calls[0]?.finishedAt).toBeNull();
      controller.abort();
      await expect(pending).rejects.toMatchObject({ name: "AbortError" });
      await provider.waitForCalls({ count: 1, filter: { aborted: true } });
      expect(provider.calls[0]).toMatchObject({ status, aborted: true, usage: null });
      expect(provider.maximumConcurrent).toBe(1);
    },
  );

  test("lets hung calls go when it stops, and tells those who wait for more", async () => {
    const provider = await startFakeProvider({ answer: () => ({ fault: "hang" }) });
    const pending = post(provider, chat("Hi"));
    const outcome = expect(pending).rejects.toThrow("fetch failed");
    await provider.waitForCalls({ count: 1 });
    const waiting = expect(provider.waitForCalls({ count: 2 })).rejects.toThrow(
      "stopped while a test waited for 2 matching calls; it saw 1",
    );
    await provider.stop();
    await Promise.all([outcome, waiting]);
    expect(provider.calls[0]).toMatchObject({ status: null, aborted: false });
  });

  test("answers 400 when the script throws, and says so when it stops", async () => {
    const provider = await startFakeProvider({
      answer: () => {
        throw new Error("no such item");
      },
    });
    expect((await post(provider, chat("Hi"))).status).toBe(400);
    await expect(provider.stop()).rejects.toThrow("threw 1 time(s), first: no such item");
  });
});
