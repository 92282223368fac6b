import { describe, expect, test } from "@jest/globals";
import { chat, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();

describe("control over HTTP", () => {
  test("shows the log to other processes without being part of it", async () => {
    const provider = await start({ answer: () => ({ text: "ok" }) });
    await post(provider, { ...chat("Hi"), headers: { authorization: "Bearer sk-secret-9876" } });
    const shown = await (await fetch(`${provider.baseUrl}/__calls`)).text();
    expect(JSON.parse(shown)).toMatchObject({
      count: 1,
      maximumConcurrent: 1,
      ratePerSecond: null,
      totalTokens: { promptTokens: 1, completionTokens: 1, totalTokens: 2 },
      calls: [
        {
          number: 1,
          path: "/v1/chat/completions",
          model: "gpt-4o",
          body: { model: "gpt-4o" },
          status: 200,
          aborted: false,
          apiKeyEnding: "9876",
        },
      ],
    });
    expect(shown).not.toContain("sk-secret");
    const short = await (await fetch(`${provider.baseUrl}/__calls?bodies=false`)).json();
    expect(short).toMatchObject({ count: 1, calls: [{ body: null }] });
    await post(provider, { path: "/__clear", body: {} });
    expect(provider.count()).toBe(0);
  });

  test("takes a named behaviour with parameters, nested ones too", async () => {
    const provider = await start();
    const judge = { behaviour: "judgeFixedScore", parameters: { score: 4 } };
    const parameters = { count: 1, fault: { status: 429, retryAfterSeconds: 1 }, answer: judge };
    const set = await post(provider, { path: "/__script", body: { behaviour: "failFirst", parameters } });
    expect(set.body).toEqual({ accepted: true });
    expect((await post(provider, chat("Rate."))).status).toBe(429);
    expect((await post(provider, chat("Rate."))).body.choices?.[0]?.message?.content).toBe("4");
  });

  test.each([
    ["default", {}],
    ["answer", { text: "fixed" }],
    ["inTurn", { answers: [{ text: "a" }, { status: 500 }] }],
    ["rateLimitedFraction", { seed: 1, fraction: 0 }],
    ["requestsPerMinuteLimit", { requestsPerMinute: 60 }],
    ["seededLatency", { seed: 1, medianMs: 1 }],
    ["pricedUsage", { promptTokens: 3 }],
    ["byModel", { models: { "gpt-4o": { behaviour: "default" } } }],
    ["judgeDistribution", { distribution: { "3": 0.5, "4": 0.5 } }],
    ["judgeByCriterion", { scores: { depth: 2 }, otherwise: 3 }],
  ])("can be told to behave as %s", async (behaviour, parameters) => {
    const provider = await start();
    const set = await post(provider, { path: "/__script", body: { behaviour, parameters } });
    expect(set.body).toEqual({ accepted: true });
    expect((await post(provider, chat("Hi"))).status).toBe(200);
  });

  test.each([
    [{ behaviour: "explode" }, /^Unknown behaviour "explode"\. Allowed are default, answer,/],
    [{ behaviour: "failFirst", parameters: { times: 2 } }, /count/],
    [{ nothing: true }, /^A script is/],
    [{ behaviour: "failFirst", parameters: { count: 1, answer: { behaviour: "none" } } }, /"none"/],
  ])("says what is wrong with %j and keeps the script it had", async (body, text) => {
    const provider = await start({ answer: () => ({ text: "before" }) });
    const set = await post(provider, { path: "/__script", body });
    expect(set.status).toBe(400);
    expect(set.body.error).toMatch(text);
    expect((await post(provider, chat("Hi"))).body.choices?.[0]?.message?.content).toBe("before");
  });
});
