import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ModelGateway, ModelRequest } from "../../../src/domain/model/models.js";
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
      reasoning: null,
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

  test.each([
    ["o3-mini", { max_completion_tokens: 50, seed: 7 }],
    ["gpt-5.2", { max_completion_tokens: 50, seed: 7 }],
    ["claude-opus-4-7", { max_tokens: 50, stop_sequences: ["\n"] }],
    ["local:llama3", { max_tokens: 50, seed: 7, stop: ["\n"], temperature: 0.5, top_p: 0.9 }],
  ])("never sends %s a parameter that it rejects", async (model, parameters) => {
    const answer = await ask({
      model,
      prompt: "Hello",
      temperature: 0.5,
      topP: 0.9,
      maxOutputTokens: 50,
      seed: 7,
      stopSequences: ["\n"],
      topLogprobs: 5,
    });
    const { model: _model, messages: _messages, ...sentParameters } = sent() ?? {};
    expect(sentParameters).toEqual(parameters);
    expect(answer.parameters).toEqual(parameters);
    expect(answer.logprobs).toBeNull();
  });

  test("sends what the configuration says that a model takes", async () => {
    gateway = createTestGateway(provider, {
      capabilities: { "o3-mini": { temperature: true, logprobs: true } },
    });
    const answer = await ask({ model: "o3-mini", prompt: "Hello", temperature: 0.5, topLogprobs: 2 });
    expect(answer.parameters).toEqual({ temperature: 0.5, logprobs: true, top_logprobs: 2 });
    expect(answer.logprobs?.[0]?.token).toBe("Answer");
  });

  test("holds OpenAI to a schema strictly only where its strict mode takes the schema", async () => {
    const open = {
      type: "object",
      properties: { grade: { type: "integer" }, why: { type: "string" } },
      required: ["grade"],
    };
    await ask({ model: "gpt-4o", prompt: "Grade.", output: { name: "grade", schema: SCHEMA } });
    expect(sent()?.response_format).toMatchObject({
      json_schema: { name: "grade", strict: true, schema: SCHEMA },
    });
    await ask({ model: "gpt-4o", prompt: "Grade.", output: { name: "grade", schema: open } });
    expect(sent()?.response_format).toMatchObject({ json_schema: { name: "grade", strict: false } });
  });

  test("says that there is no object when the text holds none", async () => {
    provider.setAnswer(() => ({ text: "I would say {four}." }));
    const output = { name: "grade", schema: SCHEMA };
    expect((await ask({ model: "gpt-4o", prompt: "Grade.", output })).object).toBeNull();
  });

  test("keeps a conversation in its order, with the system's words first", async () => {
    const messages = [
      { role: "user", content: "One?" },
      { role: "assistant", content: "1" },
      { role: "user", content: "Two?" },
    ] as const;
    await ask({ model: "gpt-4o", messages: [{ role: "system", content: "Digits." }, ...messages] });
    expect(sent()?.messages).toEqual([{ role: "system", content: "Digits." }, ...messages]);
    await ask({ model: "claude-sonnet-4-20250514", system: "Digits.", messages });
    expect(provider.calls.at(-1)?.body).toMatchObject({ system: [{ type: "text", text: "Digits." }] });
  });

  test("refuses a request with neither prompt nor messages", async () => {
    await expect(ask({ model: "gpt-4o" })).rejects.toThrow(
      "A request to gpt-4o needs either a prompt or messages; received neither.",
    );
    expect(provider.count()).toBe(0);
  });

  test("refuses a request with both prompt and messages", async () => {
    const both = { model: "gpt-4o", prompt: "a", messages: [{ role: "user", content: "b" }] } as const;
    await expect(ask(both)).rejects.toThrow(
      "A request to gpt-4o needs either a prompt or messages; received both.",
    );
  });

  test.each(["gpt-4o", "local:llama3"])("tells a refusal of %s apart from an answer", async (model) => {
    provider.setAnswer(() => ({ refusal: "I can't help with that." }));
    const answer = await ask({ model, prompt: "…", output: { name: "grade", schema: SCHEMA } });
    expect(answer).toMatchObject({ text: "", object: null, refusal: "I can't help with that." });
  });

  test("takes Anthropic's stop reason for a refusal", async () => {
    provider.setAnswer(() => ({ refusal: "I can't help with that." }));
    const answer = await ask({ model: "claude-sonnet-4-20250514", prompt: "…" });
    expect(answer).toMatchObject({ finishReason: "refusal", text: "I can't help with that." });
  });

  test("keeps of a filtered answer the text that there is", async () => {
    provider.setAnswer(() => ({ text: "Half an", finishReason: "content_filter" }));
    expect(await ask({ model: "gpt-4o", prompt: "…" })).toMatchObject({
      text: "Half an",
      finishReason: "content-filter",
      refusal: null,
    });
  });

  test("says that an answer was cut at its longest", async () => {
    provider.setAnswer(() => ({ text: "Once upon", finishReason: "length" }));
    expect((await ask({ model: "gpt-4o", prompt: "…" })).finishReason).toBe("length");
    expect((await ask({ model: "claude-sonnet-4-20250514", prompt: "…" })).finishReason).toBe("length");
  });

  test("leaves usage and cost unknown when the server tells no usage", async () => {
    provider.setAnswer(() => ({ text: "Paris", usage: null }));
    const answer = await ask({ model: "gpt-4o", prompt: "…" });
    expect(answer).toMatchObject({ usage: { inputTokens: null, outputTokens: null }, costUsd: null });
  });

  test("counts reasoning as part of the output", async () => {
    provider.setAnswer(() => ({
      text: "Paris",
      usage: { promptTokens: 10, completionTokens: 300, reasoningTokens: 250 },
    }));
    const { usage, costUsd } = await ask({ model: "o3-mini", prompt: "…" });
    expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 300, reasoningTokens: 250 });
    // 10 in at 1.10 and 300 out at 4.40 USD per million.
    expect(costUsd).toBeCloseTo(0.000011 + 0.00132, 12);
  });

  test("refuses to embed with Anthropic, which has no embedding models", async () => {
    const asked = gateway.embed({ model: "claude-sonnet-4-20250514", texts: ["a"] }, { signal });
    await expect(asked).rejects.toThrow(
      "anthropic:claude-sonnet-4-20250514: this provider has no embedding models. Allowed: openai:NAME (text-embedding-3-small), ",
    );
    expect(provider.count()).toBe(0);
  });

  test("refuses to embed no texts", async () => {
    await expect(gateway.embed({ model: "text-embedding-3-small", texts: [] }, { signal })).rejects.toThrow(
      "openai:text-embedding-3-small: 0 texts to embed. Allowed are 1 to 2048 in one call.",
    );
  });

  test("embeds with a local server", async () => {
    provider.setAnswer(() => ({ embeddings: [[3, 4]] }));
    const answer = await gateway.embed({ model: "local:nomic-embed", texts: ["a"] }, { signal });
    expect(answer).toMatchObject({ vectors: [[3, 4]], costUsd: null });
  });
});
