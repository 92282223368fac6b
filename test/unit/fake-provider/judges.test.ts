import { describe, expect, test } from "@jest/globals";
import {
  judgeByCriterion,
  judgeDistribution,
  judgeFixedScore,
} from "../../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { chat, message, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const properties = { score: { type: "integer", enum: [1, 2, 3, 4, 5] }, reason: { type: "string" } };
const format = (schema: object) => ({
  response_format: { type: "json_schema", json_schema: { name: "verdict", schema } },
});
const distribution = { "3": 0.2, "4": 0.7, "5": 0.1 };

async function content(provider: FakeProvider, prompt: string, rest: object = {}): Promise<unknown> {
  return (await post(provider, chat(prompt, rest))).body.choices?.[0]?.message?.content;
}

describe("scripted judges", () => {
  test("give a score in the form that is asked for", async () => {
    const provider = await start({ answer: judgeFixedScore({ score: 4, reason: "Fine." }) });
    expect(await content(provider, "Rate. Score only:")).toBe("4");
    expect(await content(provider, "Rate. Reply in JSON.")).toBe('{"score":4,"reason":"Fine."}');
    expect(await content(provider, "Rate.", format({ type: "object", properties }))).toBe(
      '{"score":4,"reason":"Fine."}',
    );
    const tools = [{ name: "verdict", input_schema: { type: "object", properties } }];
    const forced = { tools, tool_choice: { type: "tool", name: "verdict" } };
    const { body } = await post(provider, message("Rate.", forced));
    expect(body.content?.[0]?.input).toEqual({ score: 4, reason: "Fine." });
  });

  test("give their distribution as log probabilities of the score token", async () => {
    const provider = await start({ answer: judgeDistribution({ distribution, reason: "Ok." }) });
    const asked = { logprobs: true, top_logprobs: 20, ...format({ type: "object", properties }) };
    const { body } = await post(provider, chat("Rate.", asked));
    expect(body.choices?.[0]?.message?.content).toBe('{"score":4,"reason":"Ok."}');
    const tokens = [...(body.choices?.[0]?.logprobs?.content ?? [])];
    expect(tokens.map((entry) => entry.token).join("")).toBe('{"score":4,"reason":"Ok."}');
    const score = tokens.find((entry) => String(entry.token) === "4");
    const alternatives = [...(score?.top_logprobs ?? [])];
    expect(alternatives.map((entry) => entry.token)).toEqual(["4", "3", "5"]);
    const mean = alternatives.reduce(
      (sum, entry) => sum + Number(entry.token) * Math.exp(Number(entry.logprob)),
      0,
    );
    expect(mean).toBeCloseTo(3.9, 12);
  });

  test("draw a fresh sample per choice and per repetition when no log probabilities are asked for", async () => {
    const draws = async (): Promise<number[]> => {
      const provider = await startFakeProvider({ answer: judgeDistribution({ distribution, seed: 3 }) });
      const { body } = await post(provider, chat("Rate.", { n: 100 }));
      const choices = [...(body.choices ?? [])];
      const scores = choices.map((choice) => Number(choice.message?.content));
      for (let index = 0; index < 5; index += 1) scores.push(Number(await content(provider, "Rate.")));
      await provider.stop();
      return scores;
    };
    const first = await draws();
    expect([...new Set(first)].toSorted()).toEqual([3, 4, 5]);
    expect(await draws()).toEqual(first);
  });

  test("score by the criterion of the prompt, or of the schema's property", async () => {
    const provider = await start({
      answer: judgeByCriterion({
        scores: { depth: 2, accuracy: (request) => (request.userText.includes("wrong") ? 1 : 5) },
        otherwise: 3,
      }),
    });
    expect(await content(provider, "Judge depth. Depth is how deep; accuracy is not asked.")).toBe("2");
    expect(await content(provider, "Judge accuracy of: right")).toBe("5");
    expect(await content(provider, "Judge accuracy of: wrong")).toBe("1");
    expect(await content(provider, "Judge style.")).toBe("3");
    const both = { type: "object", properties: { depth: properties.score, accuracy: properties.score } };
    expect(await content(provider, "Judge.", format(both))).toBe('{"depth":2,"accuracy":5}');
  });
});
