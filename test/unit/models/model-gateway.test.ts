import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ModelGateway, ModelRequest } from "../../../src/domain/models.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";

const signal = new AbortController().signal;
const SCHEMA = {
  type: "object",
  properties: { grade: { type: "integer" } },
  required: ["grade"],
  additionalProperties: false,
};

describe("the model gateway", () => {
  let provider: FakeProvider;
  let gateway: ModelGateway;
  beforeEach(async () => {
    provider = await startFakeProvider();
    gateway = createTestGateway(provider);
  });
  afterEach(() => provider.stop());
  const ask = (request: ModelRequest) => gateway.generate(request, { signal });
  const sent = () => provider.calls.at(-1)?.body;

  test("asks OpenAI by chat completions, with all that the model takes", async () => {
    provider.setAnswer(() => ({
      text: "Paris",
      model: "gpt-4o-2024-08-06",
      systemFingerprint: "fp_44709d6fcb",
      usage: { promptTokens: 1000, completionTokens: 100, cachedTokens: 400, reasoningTokens: 0 },
    }));
    const answer = await ask({
      model: "gpt-4o",
      system: "Be short.",
      prompt: "Capital of France?",
      temperature: 1.5,
      topP: 0.9,
      maxOutputTokens: 50,
      seed: 7,
      stopSequences: ["\n"],
    });
    const parameters = { temperature: 1.5, top_p: 0.9, max_tokens: 50, seed: 7, stop: ["\n"] };
    expect(answer).toEqual({
      text: "Paris",
      object: null,
      finishReason: "stop",
      refusal: null,
      modelSnapshot: "gpt-4o-2024-08-06",
      systemFingerprint: "fp_44709d6fcb",
      usage: {
        inputTokens: 1000,
        cachedInputTokens: 400,
        cacheWriteTokens: null,
        outputTokens: 100,
        reasoningTokens: 0,
      },
      // 600 fresh at 2.50, 400 cached at 1.25, 100 out at 10 USD per million.
      costUsd: expect.closeTo(0.003, 12),
      latencyMs: expect.any(Number),
      logprobs: null,
      parameters,
    });
    expect(sent()).toEqual({
      model: "gpt-4o",
      messages: [
        { role: "system", content: "Be short." },
        { role: "user", content: "Capital of France?" },
      ],
      ...parameters,
    });
    expect(provider.calls[0]).toMatchObject({ path: "/v1/chat/completions", apiKeyEnding: "0001" });
  });

  test("asks Anthropic with a temperature of at most 1 and without top_p beside it", async () => {
    provider.setAnswer(() => ({
      text: "Paris",
      usage: { promptTokens: 1000, completionTokens: 100, cachedTokens: 500, cacheWriteTokens: 200 },
    }));
    const answer = await ask({
      model: "claude-sonnet-4-20250514",
      system: "Be short.",
      prompt: "Capital of France?",
      temperature: 1.5,
      topP: 0.9,
      maxOutputTokens: 50,
      seed: 7,
      topLogprobs: 5,
      stopSequences: ["\n"],
    });
    expect(answer).toMatchObject({
      text: "Paris",
      modelSnapshot: "claude-sonnet-4-20250514",
      usage: { inputTokens: 1000, cachedInputTokens: 500, cacheWriteTokens: 200, outputTokens: 100 },
      parameters: { temperature: 1, max_tokens: 50, stop_sequences: ["\n"] },
      logprobs: null,
    });
    // 300 fresh at 3, 500 read at 0.30, 200 written at 3.75, 100 out at 15 USD per million.
    expect(answer.costUsd).toBeCloseTo(0.0033, 12);
    expect(Object.keys(sent() ?? {}).sort()).toEqual([
      "max_tokens",
      "messages",
      "model",
      "stop_sequences",
      "system",
      "temperature",
    ]);
    expect(provider.calls[0]).toMatchObject({ path: "/v1/messages", apiKeyEnding: "0002" });
  });

  test("reads log probabilities with their alternatives from OpenAI", async () => {
    const top = [
      { token: "4", logprob: -0.1 },
      { token: "5", logprob: -2.4 },
    ];
    provider.setAnswer(() => ({ text: "4", logprobs: [{ token: "4", logprob: -0.1, top }] }));
    const answer = await ask({ model: "gpt-4o", prompt: "Grade.", topLogprobs: 20 });
    expect(answer.logprobs).toEqual([{ token: "4", logprob: -0.1, alternatives: top }]);
    expect(answer.parameters).toEqual({ logprobs: true, top_logprobs: 20 });
  });

  test("reads log probabilities from an OpenAI-compatible server that is configured to give them", async () => {
    gateway = createTestGateway(provider, { capabilities: { "local:llama3": { logprobs: true } } });
    const top = [{ token: "4", logprob: -0.1 }];
    provider.setAnswer(() => ({ text: "4", logprobs: [{ token: "4", logprob: -0.1, top }] }));
    const answer = await ask({ model: "local:llama3", prompt: "Grade.", topLogprobs: 5 });
    expect(answer).toMatchObject({
      logprobs: [{ token: "4", logprob: -0.1, alternatives: top }],
      parameters: { logprobs: true, top_logprobs: 5 },
      costUsd: null,
    });
  });

  test.each([
    ["gpt-4o", "OpenAI's JSON Schema response format"],
    ["claude-sonnet-4-20250514", "a forced tool of Anthropic"],
    ["claude-sonnet-4-5", "Anthropic's output format"],
  ])("holds %s to a schema by %s", async (model) => {
    provider.setAnswer(() => ({ json: { grade: 4 } }));
    const answer = await ask({ model, prompt: "Grade.", output: { name: "grade", schema: SCHEMA } });
    expect(answer.object).toEqual({ grade: 4 });
    expect(answer.text).toBe('{"grade":4}');
    expect(answer.finishReason).toBe("stop");
  });

  test("asks a model without structured output in words, and finds the object in its prose", async () => {
    provider.setAnswer(() => ({ text: 'Sure {here}: ```json\n{"grade": 4, "why": "a } brace"}\n``` Done.' }));
    const output = { name: "grade", schema: SCHEMA };
    const answer = await ask({ model: "local:llama3", prompt: "Grade.", output });
    expect(answer.object).toEqual({ grade: 4, why: "a } brace" });
    expect(sent()?.messages).toEqual([
      {
        role: "system",
        content: `Answer with one JSON object that fits this JSON Schema, and with nothing else:\n${JSON.stringify(SCHEMA)}`,
      },
      { role: "user", content: "Grade." },
    ]);
  });

  test("embeds texts in their order, at the price of the input", async () => {
    provider.setAnswer(() => ({
      embeddings: [
        [1, 0],
        [0, 1],
      ],
      usage: { promptTokens: 500, completionTokens: 0 },
    }));
    const answer = await gateway.embed({ model: "text-embedding-3-small", texts: ["a", "b"] }, { signal });
    expect(answer).toMatchObject({
      vectors: [
        [1, 0],
        [0, 1],
      ],
      modelSnapshot: "text-embedding-3-small",
      usage: { inputTokens: 500, outputTokens: 0 },
    });
    // 0.02 USD per million tokens.
    expect(answer.costUsd).toBeCloseTo(0.00001, 12);
  });
});
