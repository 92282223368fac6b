import { describe, expect, test } from "@jest/globals";
import {
  byModel,
  failFirst,
  inTurn,
  pricedUsage,
  rateLimitedFraction,
  requestsPerMinuteLimit,
  seededLatency,
} from "../../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { AnswerFunction } from "../../support/fake-provider/provider-answer.js";
import type { ProviderRequest } from "../../support/fake-provider/provider-request.js";
import { chat, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const ok: AnswerFunction = () => ({ text: "ok" });
const call = (index: number, attempt = 1) =>
  ({ path: "/v1/chat/completions", body: { index }, attempt }) as unknown as ProviderRequest;

async function statuses(provider: FakeProvider, prompts: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const prompt of prompts) found.push((await post(provider, chat(prompt))).status);
  return found;
}

describe("behaviours", () => {
  test("fails the first calls, or the first tries of each call", async () => {
    const provider = await start({ answer: failFirst({ count: 2, answer: ok }) });
    expect(await statuses(provider, ["a", "b", "a", "b"])).toEqual([500, 500, 200, 200]);
    provider.clear();
    provider.setAnswer(failFirst({ count: 1, of: "each", fault: { status: 529 }, answer: ok }));
    expect(await statuses(provider, ["a", "b", "a", "b"])).toEqual([529, 529, 200, 200]);
  });

  test("refuses a seeded fraction, the same calls in any order, with a new chance per attempt", async () => {
    const answer = rateLimitedFraction({ seed: 7, fraction: 0.25, retryAfterSeconds: 2, answer: ok });
    const indices = Array.from({ length: 400 }, (_, index) => index);
    const refused = indices.filter((index) => "status" in (answer(call(index)) as object));
    expect(refused).toHaveLength(106);
    const backwards = indices.toReversed().filter((index) => "status" in (answer(call(index)) as object));
    expect(backwards.toReversed()).toEqual(refused);
    expect(refused.filter((index) => "status" in (answer(call(index, 2)) as object)).length).toBeLessThan(60);
    expect(answer(call(refused[0] ?? 0))).toEqual({ status: 429, retryAfterSeconds: 2 });
  });

  test("enforces a rate with a bucket that refills, and says when to come again", async () => {
    let nowMs = 0;
    const answer = requestsPerMinuteLimit({ requestsPerMinute: 60, burst: 2, now: () => nowMs, answer: ok });
    expect([answer(call(1)), answer(call(2))]).toEqual([{ text: "ok" }, { text: "ok" }]);
    nowMs = 400;
    expect(answer(call(3))).toMatchObject({ status: 429, retryAfterSeconds: 0.6 });
    nowMs = 1000;
    expect(answer(call(3))).toEqual({ text: "ok" });
    expect(answer(call(4))).toMatchObject({ status: 429, retryAfterSeconds: 1 });
  });

  test("enforces the provider's own rate whatever the script becomes", async () => {
    const provider = await start({ requestsPerMinute: 3, now: () => 5000 });
    expect(await statuses(provider, ["a", "b"])).toEqual([200, 200]);
    provider.setAnswer(ok);
    expect(await statuses(provider, ["c", "d"])).toEqual([200, 429]);
    const refused = await post(provider, chat("d"));
    expect(refused.headers.get("retry-after")).toBe("20");
    expect(refused.headers.get("x-ratelimit-limit-requests")).toBe("3");
    expect(provider.count({ status: 429 })).toBe(2);
    expect(provider.totalTokens().promptTokens).toBe(3);
  });

  test("draws latencies from a seeded log-normal distribution", async () => {
    const answer = seededLatency({ seed: 1, medianMs: 100, sigma: 0.5, maximumMs: 400, answer: ok });
    const drawn = await Promise.all(
      Array.from({ length: 999 }, async (_, index) => (await answer(call(index))).latencyMs ?? 0),
    );
    const sorted = drawn.toSorted((left, right) => left - right);
    expect(sorted[499]).toBeGreaterThan(95);
    expect(sorted[499]).toBeLessThan(105);
    expect(sorted.at(-1)).toBeLessThanOrEqual(400);
    expect((await answer(call(3))).latencyMs).toBe(drawn[3]);
  });

  test("prices every answer alike, answers by model, and answers in turn", async () => {
    const provider = await start({
      answer: pricedUsage({
        promptTokens: 100,
        completionTokens: 10,
        answer: byModel({ models: { "gpt-4o": inTurn([{ text: "one" }, { text: "two" }]) } }),
      }),
    });
    const texts: unknown[] = [];
    for (let index = 0; index < 3; index += 1) {
      texts.push((await post(provider, chat("Hi"))).body.choices?.[0]?.message?.content);
    }
    expect(texts).toEqual(["one", "two", "two"]);
    expect((await post(provider, chat("Hi", { model: "gpt-9" }))).status).toBe(404);
    expect(provider.totalTokens()).toEqual({ promptTokens: 300, completionTokens: 30, totalTokens: 330 });
  });
});
