import { describe, expect, test } from "@jest/globals";
import { eventData, message, post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const usage = { promptTokens: 18, completionTokens: 6, cachedTokens: 5, cacheWriteTokens: 2 };

describe("Anthropic messages", () => {
  test("answers in Anthropic's form, input tokens without those of the cache", async () => {
    const provider = await start({ answer: () => ({ text: "Paris", usage }) });
    const reply = await post(provider, message("Capital?"));
    expect(reply.headers.get("request-id")).toBe("req_00000001");
    expect(reply.body).toEqual({
      id: "msg_00000001",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4",
      content: [{ type: "text", text: "Paris" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: {
        input_tokens: 11,
        cache_creation_input_tokens: 2,
        cache_read_input_tokens: 5,
        output_tokens: 6,
        service_tier: "standard",
      },
    });
  });

  test("calls the tool that is forced, with input that fits its schema", async () => {
    const provider = await start();
    const schema = { type: "object", properties: { score: { type: "integer", minimum: 1 } } };
    const forced = {
      tools: [{ name: "verdict", input_schema: schema }],
      tool_choice: { type: "tool", name: "verdict" },
    };
    const { body } = await post(provider, message("Rate.", forced));
    expect(body.stop_reason).toBe("tool_use");
    expect(body.content).toEqual([
      { type: "tool_use", id: "toolu_0000000100", name: "verdict", input: { score: 1 } },
    ]);
  });

  test("calls the only tool when any has to be called, and is free among several", async () => {
    const provider = await start({ answer: () => ({ json: { score: 2 } }) });
    const tool = { name: "verdict", input_schema: { type: "object", properties: {} } };
    const any = (tools: object[]) => message("Rate.", { tools, tool_choice: { type: "any" } });
    expect((await post(provider, any([tool]))).body.content).toMatchObject([
      { type: "tool_use", name: "verdict", input: { score: 2 } },
    ]);
    expect((await post(provider, any([tool, { ...tool, name: "other" }]))).body.content).toEqual([
      { type: "text", text: '{"score":2}' },
    ]);
  });

  test("has no content block for an empty answer, and tells a refusal by its stop reason", async () => {
    const provider = await start({ answer: () => ({ text: "" }) });
    expect((await post(provider, message("Hi"))).body).toMatchObject({
      content: [],
      stop_reason: "end_turn",
    });
    provider.setAnswer(() => ({ refusal: "No." }));
    expect((await post(provider, message("Hi"))).body).toMatchObject({
      content: [{ type: "text", text: "No." }],
      stop_reason: "refusal",
    });
  });

  test("streams block by block, output tokens with message_delta", async () => {
    const provider = await start({
      answer: () => ({ text: "Hello world", toolCalls: [{ name: "find", input: { city: "Rome" } }], usage }),
    });
    const events = eventData(await post(provider, message("Hi", { stream: true })));
    const types = events.map((event) => String(event.type));
    expect(types.slice(0, 7)).toEqual([
      "message_start",
      "ping",
      "content_block_start",
      "content_block_delta",
      "content_block_delta",
      "content_block_stop",
      "content_block_start",
    ]);
    expect(types.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
    expect(events.map((event) => event.delta?.partial_json ?? "").join("")).toBe('{"city":"Rome"}');
    expect(events[0]?.message?.usage).toMatchObject({ input_tokens: 11, cache_read_input_tokens: 5 });
    expect(events.at(-2)).toEqual({
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { output_tokens: 6 },
    });
  });

  test("says in Anthropic's words that it is overloaded", async () => {
    const provider = await start({ answer: () => ({ status: 529 }) });
    const reply = await post(provider, message("Hi"));
    expect(reply.status).toBe(529);
    expect(reply.body).toEqual({
      type: "error",
      error: { type: "overloaded_error", message: "Overloaded" },
      request_id: "req_00000001",
    });
  });

  test.each([
    [{ logprobs: true }, "logprobs: Extra inputs are not permitted"],
    [{ n: 2 }, "n: Extra inputs are not permitted"],
    [{ max_tokens: undefined }, "max_tokens: Field required, an integer of at least 1"],
    [{ temperature: 1.5 }, "temperature: range: 0..1"],
    [
      { messages: [{ role: "system", content: "Be kind." }] },
      "messages.0.role: Input should be 'user' or 'assistant'",
    ],
  ])("refuses %j as Anthropic does", async (rest, text) => {
    const provider = await start();
    const reply = await post(provider, message("Hi", rest));
    expect(reply.status).toBe(400);
    expect(reply.body.error).toEqual({ type: "invalid_request_error", message: text });
  });
});
