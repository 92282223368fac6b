import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { isJsonObject, type JsonValue } from "../../../src/domain/json/json.js";
import { readableChat, toConversation } from "../../../src/domain/model/conversation.js";
import { contains } from "../../../src/evaluators/text/contains.js";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { promptPipeline } from "../../../src/pipelines/prompt-pipeline.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";
import { callTestPipeline } from "../../support/pipeline-call.js";

const history = [
  { role: "user", content: "My name is Ada." },
  { role: "assistant", content: "Hello Ada." },
  { role: "user", content: "What is my name?" },
];
const image = { type: "image_url", image_url: { url: "https://example.com/cat.png" } };

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.stop());

const sent = (): JsonValue => {
  const body = provider.calls.at(-1)?.body;
  return isJsonObject(body ?? null) ? ((body as { messages?: JsonValue }).messages ?? null) : null;
};
const run = async (definition: Parameters<typeof promptPipeline>[0], input: JsonValue) => {
  const pipeline = promptPipeline({ model: "local:any", ...definition });
  return await callTestPipeline(pipeline, { input, gateway: createTestGateway(provider) });
};

describe("a conversation of an item", () => {
  test("is a prompt's messages where the template is its variable alone", async () => {
    await run({ template: "{{ history }}" }, { history });
    expect(sent()).toEqual(history);
  });

  test("stands among other messages, and is text within a longer template", async () => {
    await run(
      {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "{{ input.history }}" },
        ],
      },
      { history },
    );
    expect(sent()).toEqual([{ role: "system", content: "Be brief." }, ...history]);
    await run({ template: "Summarize: {{ history }}" }, { history });
    expect(sent()).toEqual([{ role: "user", content: `Summarize: ${JSON.stringify(history)}` }]);
  });

  test("keeps images, in the form of OpenAI and of the AI SDK", async () => {
    const parts = [{ type: "text", text: "What is it?" }, image];
    await run({ template: "{{ input }}" }, [{ role: "user", content: parts }]);
    expect(sent()).toEqual([{ role: "user", content: parts }]);
    const data = { type: "image", image: "data:image/png;base64,iVBORw0K" };
    await run({ template: "{{ parts }}" }, { parts: [data] });
    expect(sent()).toEqual([
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0K" } }],
      },
    ]);
  });

  test("may have its images in the prompt, whose URLs are templates, and files", async () => {
    const content = [
      { type: "text", text: "What is on the image of {{ name }}?" },
      { type: "image_url", image_url: { url: "{{ url }}" } },
      { type: "file", data: "JVBERi0=", mediaType: "application/pdf", filename: "a.pdf" },
    ];
    await run(
      { messages: [{ role: "user", content: content as never }] },
      { name: "Ada", url: "https://example.com/cat.png" },
    );
    expect(sent()).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "What is on the image of Ada?" },
          image,
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
        ],
      },
    ]);
  });

  test("is passed on by code as it stands in the item, and refused where it is none", async () => {
    const gateway = createTestGateway(provider);
    const { signal } = new AbortController();
    const ask = (messages: unknown) =>
      gateway.generate({ model: "local:any", messages: messages as never }, { signal });
    await ask([
      { role: "developer", content: "Be brief." },
      { role: "user", content: [image] },
    ]);
    expect(sent()).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: [image] },
    ]);
    await expect(ask([{ role: "tool", content: "22 °C" }])).rejects.toThrow(
      "messages[0] of a request to local:any is none. Allowed are { role: system, user or assistant, content: a text or parts of the types text, image (image_url) and file }.",
    );
  });
});

describe("a conversation in front of evaluators", () => {
  test("is read by judges as people read it", () => {
    expect(readableChat({ history, topic: "names" })).toBe(
      "history:\nuser: My name is Ada.\n\nassistant: Hello Ada.\n\nuser: What is my name?\n\ntopic:\nnames",
    );
    expect(
      readableChat([
        { role: "user", content: [image, { type: "image", image: "data:image/png;base64,AAAA" }] },
      ]),
    ).toBe("user: [image https://example.com/cat.png]\n[image image/png, 26 characters]");
    expect(readableChat({ city: "Paris" })).toBeNull();
  });

  test.each<[string, JsonValue, JsonValue]>([
    ["a message", { role: "assistant", content: "Ada" }, "Ada"],
    ["an expected message", "Ada", { role: "assistant", content: [{ type: "text", text: "Ada" }] }],
    ["parts", [{ type: "text", text: "Ada" }], "Ada"],
    ["the last message", [...history, { role: "assistant", content: "Ada" }], "Ada"],
  ])("is compared by its text: %s", async (_name, output, expected) => {
    const judged = { input: null, output, expected, metadata: {} };
    for (const evaluator of [exactMatch(), contains()]) {
      expect(await evaluator.evaluate(judged, {} as never)).toMatchObject([{ value: true }]);
    }
  });

  test.each<[JsonValue]>([
    [[]],
    [[{ role: "robot", content: "x" }]],
    [[{ role: "user" }]],
    [{ role: "user", content: "x" }],
    ["user"],
  ])("%j is none", (value) => {
    expect(toConversation(value)).toBeNull();
  });
});
