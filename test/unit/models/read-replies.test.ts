import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ModelReplyUnusableError } from "../../../src/domain/model/model-errors.js";
import type { ModelRequest } from "../../../src/domain/model/models.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { ProviderAnswer } from "../../support/fake-provider/provider-answer.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";

const { signal } = new AbortController();
let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.stop());

const ask = async (answer: ProviderAnswer, request: Partial<ModelRequest> = {}) => {
  provider.setAnswer(() => answer);
  return await createTestGateway(provider).generate(
    { model: "gpt-4o", prompt: "Capital of France?", ...request },
    { signal },
  );
};
const failure = async (answer: ProviderAnswer, request: Partial<ModelRequest> = {}) =>
  await ask(answer, request).then(
    () => {
      throw new Error("The call did not fail.");
    },
    (error: unknown) => error as ModelReplyUnusableError,
  );
const raw = (body: unknown, contentType = "application/json"): ProviderAnswer => ({
  fault: "raw",
  body: typeof body === "string" ? body : JSON.stringify(body),
  contentType,
});
const chat = (message: object, rest: object = {}) =>
  raw({
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ...rest,
  });

describe("a reply of success without an answer", () => {
  const chunk = 'data: {"choices": [{"delta": {"content": "ok"}}]}\n\ndata: [DONE]\n\n';
  test.each<[string, ProviderAnswer, string]>([
    ["an event stream", raw(chunk, "text/event-stream"), "it is an event stream, which was not asked for"],
    ["a stream that calls itself JSON", raw(chunk), "it is an event stream, which was not asked for"],
    ["nothing", raw(""), "its body is empty"],
    ["blanks", raw(" \n"), "its body is empty"],
    ["a web page", raw("<!doctype html><p>Sign in</p>", "text/html"), "it is a web page"],
    ["half of it", raw('{"choices": [{"mess'), "it is no JSON, or JSON that was cut off"],
    ["null", raw("null"), "it is JSON without an answer"],
    ["no choices", raw({ choices: [] }), "it has no choices"],
    [
      "an error",
      raw({ error: { message: "Provider returned error", code: 502 } }),
      'it is an error, "Provider returned error" (502)',
    ],
    ["an error in words", raw({ error: "upstream gave up" }), 'it is an error, "upstream gave up"'],
    [
      "an error in the place of a choice",
      raw({
        choices: [
          {
            index: 0,
            finish_reason: "error",
            message: { content: "" },
            error: { code: 502, message: "Gone" },
          },
        ],
      }),
      'it is an error, "Gone" (502)',
    ],
    [
      "an error as vLLM writes it",
      raw({ object: "error", message: "The engine died", type: "InternalServerError", code: 500 }),
      'it is an error, "The engine died" (500)',
    ],
    ["an error that is none of a model server", raw({ detail: "Not Found" }), "it is JSON without an answer"],
    [
      "an answer of Ollama's interface",
      raw({ message: { content: "ok" }, done: true }),
      "it is an answer of Ollama's own interface; check the base URL, which ends in /v1 for OpenAI's",
    ],
    [
      "an answer of Gemini's",
      raw({ promptFeedback: { blockReason: "SAFETY" } }),
      "it is an answer of Gemini's own interface; check the base URL",
    ],
    [
      "an answer of Anthropic's",
      raw({ type: "message", content: [{ type: "text", text: "ok" }], stop_reason: "end_turn" }),
      "it is an answer of Anthropic's interface; check the base URL",
    ],
    [
      "an answer of the Responses interface",
      raw({ object: "response", output: [] }),
      "it is an answer of OpenAI's Responses interface; check the base URL",
    ],
    [
      "a completion without chat",
      raw({ choices: [{ text: "ok", finish_reason: "stop" }] }),
      "it is an answer of the interface for completions without chat; check the base URL",
    ],
    [
      "a part of a stream",
      raw({ choices: [{ delta: { content: "ok" } }] }),
      "it is a part of an event stream, which was not asked for",
    ],
    [
      "an answer in another form",
      chat({ content: 5 }),
      "it is an answer in a form that is not OpenAI's; a server that only resembles OpenAI is reached as local: or as an endpoint of models.providers",
    ],
  ])("that is %s is told as such, from OpenAI and from a local server", async (_name, answer, what) => {
    for (const model of ["openai:gpt-4o", "local:llama3"]) {
      const error = await failure(answer, { model });
      expect([error.name, error.message]).toEqual([
        "ModelReplyUnusableError",
        `${model}: the reply has status 200 and holds no answer: ${what}.`,
      ]);
    }
  });

  test("counts what it names of tokens as paid", async () => {
    const usage = { prompt_tokens: 1_000_000, completion_tokens: 100_000, total_tokens: 1_100_000 };
    const { usage: told, costUsd } = await failure(raw({ choices: [], usage }));
    // 1,000,000 at 2.50 USD and 100,000 at 10 USD per million.
    expect([told?.inputTokens, told?.outputTokens, costUsd]).toEqual([1_000_000, 100_000, 3.5]);
    expect(await failure(raw({ choices: [] }))).toMatchObject({ usage: null, costUsd: null });
  });

  test.each<[unknown, boolean]>([
    [{ code: 502, message: "Provider returned error" }, true],
    [{ code: "server_error", message: "The server had an error" }, true],
    [{ type: "api_error", message: "Internal server error" }, true],
    [{ code: 408, message: "Timed out" }, true],
    [{ message: "Provider returned error" }, false],
    ["upstream gave up", false],
  ])("with the error %j knows whether the provider says that it cannot now", async (error, expected) => {
    expect((await failure(raw({ error }))).unavailableReply).toBe(expected);
    expect((await failure(raw({ choices: [] }))).unavailableReply).toBe(false);
  });

  test.each<[string, object, string]>([
    ["429", { code: 429, message: "Slow down" }, "ModelRateLimitedError"],
    ["overload", { type: "overloaded_error", message: "Overloaded" }, "ModelRateLimitedError"],
    ["a wrong key", { code: 401, message: "No" }, "ModelKeyRejectedError"],
    ["a wrong request", { code: 400, message: "Bad" }, "ModelRequestRejectedError"],
    ["no credit", { code: "insufficient_quota", message: "Pay" }, "ModelRequestRejectedError"],
  ])("whose error is %s is that failure", async (_name, error, type) => {
    expect((await failure(raw({ error }))).name).toBe(type);
  });
});

test.each([301, 302, 303, 307, 308])(
  "a redirect of status %d is not followed, and its target is told without its path",
  async (status) => {
    const target = await startFakeProvider();
    const location = `${target.openaiBaseUrl}/chat/completions?token=MARKER`;
    const asked = { status, headers: { location } };
    for (const [model, variable] of [
      ["openai:gpt-4o", "OPENAI_BASE_URL"],
      ["anthropic:claude-sonnet-4-5", "ANTHROPIC_BASE_URL"],
    ] as const)
      expect((await failure(asked, { model })).message).toBe(
        `${model}: status ${status}, a redirect to ${target.baseUrl}, which is not followed. Set ${variable} to the address that answers itself.`,
      );
    expect(target.calls).toEqual([]);
    await target.stop();
  },
);

test.each([-3, 3.5, 1e300])("%d is no number of tokens", async (count) => {
  const usage = { prompt_tokens: count, completion_tokens: 2, total_tokens: 2 };
  const { usage: told, costUsd } = await ask(chat({ content: "Paris" }, { usage }));
  expect([told.inputTokens, told.outputTokens, costUsd]).toEqual([null, 2, null]);
});

test("reasoning in parts, as OpenRouter tells it, is that of the answer; what is encrypted is left out", async () => {
  const reasoning_details = [
    { type: "reasoning.summary", summary: "A capital." },
    { type: "reasoning.encrypted", data: "…" },
    { type: "reasoning.text", text: "Of France." },
  ];
  expect(await ask(chat({ content: "Paris", reasoning_details }), { model: "local:m" })).toMatchObject({
    text: "Paris",
    reasoning: "A capital.\n\nOf France.",
  });
});

describe("a filter", () => {
  const azure =
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";
  test.each<[string, number, object]>([
    ["Azure's code", 400, { message: azure, code: "content_filter" }],
    [
      "Azure's inner code",
      400,
      { message: "No.", code: "400", innererror: { code: "ResponsibleAIPolicyViolation" } },
    ],
    ["OpenAI's for reasoning models", 400, { message: "Invalid prompt.", code: "invalid_prompt" }],
    [
      "a router's finding",
      403,
      {
        code: 403,
        message: "x requires moderation",
        metadata: { reasons: ["violence"], flagged_input: "…" },
      },
    ],
    ["DeepSeek's words", 400, { message: "Content Exists Risk", type: "invalid_request_error" }],
    ["Qwen's code", 400, { code: "data_inspection_failed", message: "Input data may be inappropriate." }],
    ["xAI's words", 403, { message: "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE" }],
    ["Anthropic's words", 400, { message: "Output blocked by content filtering policy" }],
    ["a code with status 200", 200, { message: "Held back", code: "moderation_blocked" }],
    ["words with status 200", 200, { message: "The prompt was flagged by our safety system." }],
  ])("that refuses by %s leaves an empty answer that says so", async (_name, status, error) => {
    const body = JSON.stringify({ error });
    const answer: ProviderAnswer = { fault: "raw", status, body, contentType: "application/json" };
    for (const model of ["openai:gpt-4o", "local:m"])
      expect(await ask(answer, { model })).toMatchObject({
        text: "",
        finishReason: "content-filter",
        costUsd: null,
      });
  });

  test.each<[string, number, object, string]>([
    ["a key without rights", 403, { message: "Your API key was blocked." }, "ModelKeyRejectedError"],
    [
      "a prompt that is too long",
      400,
      { message: "This model's maximum context length is 8192 tokens.", code: "context_length_exceeded" },
      "ModelRequestRejectedError",
    ],
    ["a wrong value", 400, { message: "The input violates the schema." }, "ModelRequestRejectedError"],
  ])("is not seen in %s", async (_name, status, error, type) => {
    const answer = {
      fault: "raw",
      status,
      body: JSON.stringify({ error }),
      contentType: "application/json",
    } as const;
    expect((await failure(answer)).name).toBe(type);
  });
});

test.each([
  ["SAFETY", "content-filter"],
  ["PROHIBITED_CONTENT", "content-filter"],
  ["guardrail_intervened", "content-filter"],
  ["MAX_TOKENS", "length"],
  ["max_tokens", "length"],
  ["model_length", "length"],
  ["eos", "stop"],
  ["end_turn", "stop"],
  ["network_error", "error"],
  ["tool_use", "tool-calls"],
  ["something new", "other"],
])("the finish reason %s of another server is %s", async (raw, finishReason) => {
  for (const model of ["openai:gpt-4o", "local:m"])
    expect(await ask({ text: "Par", finishReason: raw as never }, { model })).toMatchObject({
      text: "Par",
      finishReason,
    });
});

describe("an answer", () => {
  test.each(["openai:gpt-4o", "local:r1"])("of %s is what follows the reasoning", async (model) => {
    expect(await ask({ text: "<think>\nIt is Paris.\n</think>\n\nParis" }, { model })).toMatchObject({
      text: "Paris",
      reasoning: "It is Paris.",
    });
    const message = { content: "Paris", reasoning_content: "It is Paris." };
    expect(await ask(chat(message), { model })).toMatchObject({ text: "Paris", reasoning: "It is Paris." });
    const router = { content: "Paris", reasoning: "It is Paris." };
    expect(await ask(chat(router), { model })).toMatchObject({ text: "Paris", reasoning: "It is Paris." });
  });

  test("has the last complete object after the reasoning, or none", async () => {
    const output = { name: "city", schema: { type: "object" } };
    const objectOf = async (text: string) => (await ask({ text }, { output, model: "local:r1" })).object;
    expect(await objectOf('<think>{"city": "Lyon"}? No.</think>\n{"city": "Paris"}')).toEqual({
      city: "Paris",
    });
    expect(await objectOf('First {"city": "Lyon"}, no: {"city": "Paris"}.')).toEqual({ city: "Paris" });
    expect(await objectOf('<think>{"city": "Lyon"} is a draft')).toBeNull();
    expect(await objectOf('{"city": "Lyon"} or {"city": "Par')).toBeNull();
  });

  test("has the log probabilities of the answer alone", async () => {
    const logprobs = ["<think>", "5?", "</think>", "\n\n", "4"].map((token) => ({
      token,
      logprob: -0.5,
      top: [{ token, logprob: -0.5 }],
    }));
    const text = logprobs.map(({ token }) => token).join("");
    const answer = await ask({ text, logprobs }, { topLogprobs: 5 });
    expect([answer.text, answer.logprobs?.map(({ token }) => token)]).toEqual(["4", ["4"]]);
  });

  const filtered: ProviderAnswer = {
    status: 400,
    code: "content_filter",
    message: "The response was filtered.",
  };
  test.each<[string, ProviderAnswer]>([
    ["with success", { text: "", finishReason: "content_filter" }],
    ["with status 400", filtered],
    ["with status 400 in a reply of success", raw({ error: { code: "content_filter", message: "No." } })],
    ["by OpenAI's policy", { status: 400, code: "content_policy_violation", message: "No." }],
  ])("that a filter holds back %s is empty, and ends with content-filter", async (_name, answer) => {
    expect(await ask(answer)).toMatchObject({ text: "", refusal: null, finishReason: "content-filter" });
  });

  test("keeps what a filter let through, and the model's own words of refusal", async () => {
    expect(await ask({ text: "Half of", finishReason: "content_filter" })).toMatchObject({
      text: "Half of",
      refusal: null,
      finishReason: "content-filter",
    });
    expect(await ask({ refusal: "I cannot." })).toMatchObject({
      text: "",
      refusal: "I cannot.",
      finishReason: "refusal",
    });
    expect(await ask({ refusal: "No." }, { model: "claude-opus-4-6" })).toMatchObject({
      text: "No.",
      finishReason: "refusal",
    });
  });

  test("of unknown tokens has an unknown cost, and the cost that a router tells", async () => {
    expect((await ask(filtered)).costUsd).toBeNull();
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 0.0123 };
    const told = await ask(chat({ content: "ok" }, { usage }), { model: "local:any" });
    expect([told.costUsd, told.usage.inputTokens]).toEqual([0.0123, 10]);
  });
});
