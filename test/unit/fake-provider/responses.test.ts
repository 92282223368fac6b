import { describe, expect, test } from "@jest/globals";
import { eventData, post, response } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const usage = { promptTokens: 11, completionTokens: 5, cachedTokens: 4, reasoningTokens: 2 };

describe("responses", () => {
  test("answers with a message item and usage", async () => {
    const provider = await start({ answer: () => ({ text: "Paris", usage }) });
    const { body } = await post(provider, response("Capital?", { instructions: "Be brief." }));
    expect(body).toMatchObject({
      id: "resp_00000001",
      object: "response",
      status: "completed",
      error: null,
      incomplete_details: null,
      output: [
        {
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "Paris", annotations: [], logprobs: [] }],
        },
      ],
      usage: {
        input_tokens: 11,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 5,
        output_tokens_details: { reasoning_tokens: 2 },
        total_tokens: 16,
      },
    });
  });

  test("sends log probabilities only when they are included", async () => {
    const provider = await start({ answer: () => ({ text: "4" }) });
    const include = { include: ["message.output_text.logprobs"], top_logprobs: 20 };
    const { body } = await post(provider, response("Rate.", include));
    expect(body.output?.[0]?.content?.[0]?.logprobs).toEqual([
      { token: "4", logprob: 0, bytes: [52], top_logprobs: [{ token: "4", logprob: 0, bytes: [52] }] },
    ]);
    expect((await post(provider, response("Rate."))).body.output?.[0]?.content?.[0]?.logprobs).toEqual([]);
  });

  test("fits the schema of text.format, and marks a cut answer as incomplete", async () => {
    const provider = await start();
    const schema = { type: "object", properties: { label: { enum: ["spam", "ham"] } } };
    const format = { text: { format: { type: "json_schema", name: "verdict", schema } } };
    const structured = await post(provider, response("Classify.", format));
    expect(structured.body.output?.[0]?.content?.[0]?.text).toBe('{"label":"spam"}');
    provider.setAnswer(() => ({ text: "Once upon", finishReason: "length" }));
    expect((await post(provider, response("Tell."))).body).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
    });
  });

  test("streams numbered events from created to completed", async () => {
    const provider = await start({ answer: () => ({ text: "Hello world", usage }) });
    const reply = await post(provider, response("Hi", { stream: true }));
    const events = eventData(reply);
    expect(events.map((event) => event.type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(reply.text.startsWith("event: response.created\ndata: ")).toBe(true);
    expect(events.at(-1)?.response?.usage?.total_tokens).toBe(16);
  });

  test("gives tool calls as items of their own", async () => {
    const provider = await start({
      answer: () => ({ toolCalls: [{ name: "find", input: { city: "Rome" } }] }),
    });
    const { body } = await post(provider, response("Go"));
    expect(body.output).toHaveLength(1);
    expect(body.output?.[0]).toMatchObject({
      type: "function_call",
      name: "find",
      arguments: '{"city":"Rome"}',
      status: "completed",
    });
  });

  test.each(["messages", "response_format", "max_tokens", "logprobs"])(
    "refuses %s, which belongs to chat completions",
    async (parameter) => {
      const provider = await start();
      const reply = await post(provider, response("Hi", { [parameter]: 1 }));
      expect(reply.status).toBe(400);
      expect(reply.body.error?.param).toBe(parameter);
    },
  );
});
