import { describe, expect, test } from "@jest/globals";
import { chat, eventData, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const schema = {
  type: "object",
  properties: { score: { type: "integer", minimum: 1, maximum: 5 }, reason: { type: "string" } },
};

describe("chat completions", () => {
  test("answers in OpenAI's form, with usage, fingerprint and request id", async () => {
    const provider = await start({
      answer: () => ({
        text: "Paris.",
        usage: { promptTokens: 20, completionTokens: 9, cachedTokens: 8, reasoningTokens: 7 },
      }),
      now: () => 1_700_000_000_500,
    });
    const reply = await post(provider, chat("Capital of France?"));
    expect(reply.status).toBe(200);
    expect(reply.headers.get("x-request-id")).toBe("req_00000001");
    expect(reply.body).toEqual({
      id: "chatcmpl-00000001",
      object: "chat.completion",
      created: 1_700_000_000,
      model: "gpt-4o",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Paris.", refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        prompt_tokens: 20,
        completion_tokens: 9,
        total_tokens: 29,
        prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 7,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      service_tier: "default",
      system_fingerprint: "fp_fake0001",
    });
  });

  test("counts tokens from the texts when the script gives no usage, and sends none for null", async () => {
    const provider = await start({ answer: () => ({ text: "Paris." }) });
    const counted = await post(provider, chat("Capital of France?"));
    expect(counted.body.usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 });
    provider.setAnswer(() => ({ text: "Paris.", usage: null }));
    expect((await post(provider, chat("Capital of France?"))).body).not.toHaveProperty("usage");
    expect(provider.totalTokens()).toEqual({ promptTokens: 4, completionTokens: 2, totalTokens: 6 });
  });

  test("gives n choices and only as many alternatives per token as are asked for", async () => {
    const logprobs = [
      {
        token: "4",
        logprob: -0.1,
        top: [
          { token: "4", logprob: -0.1 },
          { token: "5", logprob: -2.4 },
        ],
      },
    ];
    const provider = await start({ answer: () => ({ text: "4", logprobs }) });
    const { body } = await post(provider, chat("Rate.", { n: 2, logprobs: true, top_logprobs: 1 }));
    expect(body.choices).toHaveLength(2);
    expect(body.choices?.[1]?.logprobs).toEqual({
      content: [
        {
          token: "4",
          logprob: -0.1,
          bytes: [52],
          top_logprobs: [{ token: "4", logprob: -0.1, bytes: [52] }],
        },
      ],
      refusal: null,
    });
    expect((await post(provider, chat("Rate."))).body.choices?.[0]?.logprobs).toBeNull();
  });

  test("fits the schema without a script, and hands json to a tool that is forced", async () => {
    const provider = await start();
    const format = { type: "json_schema", json_schema: { name: "verdict", strict: true, schema } };
    const structured = await post(provider, chat("Rate.", { response_format: format }));
    expect(structured.body.choices?.[0]?.message?.content).toBe('{"score":1,"reason":"sample"}');
    const tool = { type: "function", function: { name: "verdict", parameters: schema } };
    const forced = { tools: [tool], tool_choice: { type: "function", function: { name: "verdict" } } };
    const called = await post(provider, chat("Rate.", forced));
    expect(called.body.choices?.[0]).toMatchObject({
      message: {
        content: null,
        tool_calls: [
          { type: "function", function: { name: "verdict", arguments: '{"score":1,"reason":"sample"}' } },
        ],
      },
      finish_reason: "stop",
    });
  });

  test("tells a refusal from an empty answer", async () => {
    const provider = await start({ answer: () => ({ refusal: "I cannot help." }) });
    const refused = await post(provider, chat("Bad."));
    expect(refused.body.choices?.[0]?.message).toMatchObject({ content: null, refusal: "I cannot help." });
    provider.setAnswer(() => ({ text: "" }));
    const empty = await post(provider, chat("Bad."));
    expect(empty.body.choices?.[0]?.message).toMatchObject({ content: "", refusal: null });
    expect(empty.body.usage?.completion_tokens).toBe(0);
  });

  test("streams tokens, then the finish reason, then usage if asked, then the end mark", async () => {
    const provider = await start({ answer: () => ({ text: "Hello big world" }) });
    const options = { stream: true, stream_options: { include_usage: true }, logprobs: true };
    const reply = await post(provider, chat("Hi", options));
    expect(reply.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const chunks = eventData(reply);
    expect(chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? null)).toEqual([
      "",
      "Hello",
      " big",
      " world",
      null,
      null,
    ]);
    expect(chunks[1]?.choices?.[0]?.logprobs?.content?.[0]?.token).toBe("Hello");
    expect(chunks.at(-2)?.choices?.[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
    expect(reply.text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(eventData(await post(provider, chat("Hi", { stream: true }))).every((chunk) => !chunk.usage)).toBe(
      true,
    );
  });

  test("streams a tool call's arguments in pieces that join to its JSON", async () => {
    const provider = await start({
      answer: () => ({ toolCalls: [{ name: "find", input: { city: "Rome" } }] }),
    });
    const chunks = eventData(await post(provider, chat("Go", { stream: true })));
    const calls = chunks.flatMap((chunk) => [...(chunk.choices?.[0]?.delta?.tool_calls ?? [])]);
    expect(calls[0]).toMatchObject({ index: 0, type: "function", function: { name: "find" } });
    expect(calls.map((call) => call.function?.arguments).join("")).toBe('{"city":"Rome"}');
    expect(chunks.at(-1)?.choices?.[0]?.finish_reason).toBe("tool_calls");
  });

  test.each([
    [{ top_logprobs: 5 }, "top_logprobs"],
    [{ logprobs: true, top_logprobs: 21 }, "top_logprobs"],
    [{ n: 0 }, "n"],
    [{ messages: [] }, "messages"],
    [{ response_format: { type: "json_object" } }, "messages"],
    [{ response_format: { type: "json_schema", json_schema: {} } }, "response_format.json_schema.name"],
  ])("refuses %j as OpenAI does", async (rest, parameter) => {
    const provider = await start();
    const reply = await post(provider, chat("Rate.", rest));
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({ type: "invalid_request_error", param: parameter });
  });
});
