import { describe, expect, test } from "@jest/globals";
import { CallLog } from "../../support/fake-provider/call-log.js";
import type { ProviderRequest } from "../../support/fake-provider/provider-request.js";
import { chat, message, post, response } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const seen = { method: "POST", path: "/", endpoint: null, headers: {}, apiKeyEnding: null };

function logOf(instants: readonly number[]): CallLog {
  const clock = [...instants];
  const log = new CallLog(() => clock.shift() ?? 0);
  for (const _ of instants) log.begin(seen);
  return log;
}

describe("call log", () => {
  test("shows a script what was asked, in the same words for every API", async () => {
    const requests: ProviderRequest[] = [];
    const provider = await start({
      answer: (request) => {
        requests.push(request);
        return { text: "ok" };
      },
    });
    const system = { role: "system", content: "Be brief." };
    const user = { role: "user", content: [{ type: "text", text: "Hi" }] };
    await post(provider, chat("", { messages: [system, user], n: 2, logprobs: true, top_logprobs: 5 }));
    await post(provider, response("Hi", { instructions: "Be brief." }));
    await post(provider, message("Hi", { system: [{ type: "text", text: "Be brief." }] }));
    await post(provider, message("Hi", { system: [{ type: "text", text: "Be brief." }] }));
    const common = { systemText: "Be brief.", userText: "Hi", promptText: "Be brief.\nHi", stream: false };
    expect(requests.map((request) => ({ ...request }))).toMatchObject([
      { ...common, number: 1, attempt: 1, endpoint: "chat", model: "gpt-4o", choiceCount: 2, topLogprobs: 5 },
      { ...common, number: 2, attempt: 1, endpoint: "responses", choiceCount: 1, topLogprobs: null },
      { ...common, number: 3, attempt: 1, endpoint: "messages", model: "claude-sonnet-4" },
      { ...common, number: 4, attempt: 2, endpoint: "messages" },
    ]);
  });

  test("counts the calls in flight at once, and no more for one after the other", async () => {
    const held: (() => void)[] = [];
    const provider = await start({
      answer: () => new Promise((resolve) => held.push(() => resolve({ text: "ok" }))),
    });
    const pending = [1, 2, 3].map((index) => post(provider, chat(`Hi ${index}`)));
    await provider.waitForCalls({ count: 3, filter: (call) => call.body !== null });
    expect(provider.maximumConcurrent).toBe(3);
    for (const release of held) release();
    await Promise.all(pending);
    provider.clear();
    expect(provider.count()).toBe(0);
    provider.setAnswer(() => ({ text: "ok" }));
    for (let index = 0; index < 20; index += 1) await post(provider, chat(`Hi ${index}`));
    expect(provider.maximumConcurrent).toBe(1);
    expect(provider.calls.every((call) => call.finishedAt !== null && !call.aborted)).toBe(true);
  });

  test("delays by its own latency unless the answer names one, and stops waiting when the client goes", async () => {
    const provider = await start({
      answer: (request) => (request.attempt === 1 ? { text: "now", latencyMs: 0 } : { text: "later" }),
      latencyMs: 3_600_000,
    });
    expect((await post(provider, chat("Hi"))).status).toBe(200);
    const controller = new AbortController();
    const pending = post(provider, { ...chat("Hi"), signal: controller.signal });
    await provider.waitForCalls({ count: 2, filter: (call) => call.body !== null });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
    await provider.waitForCalls({ count: 1, filter: { aborted: true } });
    expect(provider.calls[1]).toMatchObject({ status: null, usage: null });
  });

  test("filters by field or function, and drops bodies when told to", async () => {
    const provider = await start({ keepsBodies: false });
    await post(provider, chat("Hi"));
    await post(provider, message("Hi"));
    expect(provider.count({ path: "/v1/messages" })).toBe(1);
    expect(provider.count({ model: "gpt-4o", status: 200 })).toBe(1);
    expect(provider.count((call) => call.number > 1)).toBe(1);
    expect(provider.totalTokens({ endpoint: "chat" })).toEqual({
      promptTokens: 1,
      completionTokens: 4,
      totalTokens: 5,
    });
    expect(provider.calls.map((call) => call.body)).toEqual([null, null]);
  });

  test("works out rates from the instants of arrival", () => {
    const log = logOf([0, 100, 200, 900, 1000, 1100]);
    expect(log.ratePerSecond()).toBeCloseTo(5 / 1.1, 12);
    expect(log.maximumRequestsIn(1000)).toBe(4);
    expect(log.maximumRequestsIn(1001)).toBe(5);
    expect(logOf([5]).ratePerSecond()).toBeNull();
    expect(logOf([]).maximumRequestsIn(1000)).toBe(0);
  });
});
