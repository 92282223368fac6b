import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { JsonObject } from "../../../src/domain/json/json.js";
import { isPermanentError } from "../../../src/domain/permanent-error.js";
import { parsePipelineConfig } from "../../../src/domain/pipeline/pipeline-input.js";
import { promptPipeline } from "../../../src/pipelines/prompt-pipeline.js";
import { failureOf } from "../../support/failure-of.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";
import { callTestPipeline } from "../../support/pipeline-call.js";

const SCHEMA = {
  type: "object",
  properties: { grade: { type: "integer", maximum: 5 } },
  required: ["grade"],
  additionalProperties: false,
};

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.stop());

const call: typeof callTestPipeline = (pipeline, options) =>
  callTestPipeline(pipeline, { ...options, gateway: createTestGateway(provider) });
const sent = () => provider.calls.at(-1)?.body;

describe("promptPipeline", () => {
  test("runs a variant that is a prompt, a model and a temperature, and nothing else", async () => {
    provider.setAnswer(() => ({ text: "Rust keeps iron." }));
    const { output, observations } = await call(promptPipeline(), {
      input: { article: "Iron & <rust>", expected: "a" },
      config: {
        prompt: "Summarize {{ article }} in one sentence",
        model: "gpt-4o",
        temperature: 0.7,
      },
    });
    expect(output).toBe("Rust keeps iron.");
    expect(observations).toEqual([]);
    expect(sent()).toEqual({
      model: "gpt-4o",
      messages: [{ role: "user", content: "Summarize Iron & <rust> in one sentence" }],
      temperature: 0.7,
    });
  });

  test("lets the config win over the definition, part by part", async () => {
    const pipeline = promptPipeline({
      template: "Write {{ variables.length }}, {{ variables.tone }}: {{ input }}",
      system: "You edit.",
      model: "gpt-4o",
      temperature: 0,
      maxOutputTokens: 10,
      variables: { length: "briefly", tone: "dry" },
    });
    await call(pipeline, {
      input: "text",
      config: { model: "gpt-4o-mini", temperature: 1, seed: 7, variables: { tone: "warm" } },
    });
    expect(sent()).toEqual({
      model: "gpt-4o-mini",
      messages: [
        { role: "system", content: "You edit." },
        { role: "user", content: "Write briefly, warm: text" },
      ],
      temperature: 1,
      max_tokens: 10,
      seed: 7,
    });
  });

  test("replaces messages of the definition by a prompt of the config", async () => {
    const pipeline = promptPipeline({
      messages: [
        { role: "user", content: "Hello {{ metadata.name }}" },
        { role: "assistant", content: "{{ item.id }}?" },
        { role: "user", content: "{{ input.tags | join: ', ' }} {{ input.tags }}" },
      ],
      model: "gpt-4o",
    });
    const options = {
      input: { tags: ["a", "b"] },
      item: { id: "item-9", metadata: { name: "Ann" } },
    };
    await call(pipeline, options);
    expect(sent()?.messages).toEqual([
      { role: "user", content: "Hello Ann" },
      { role: "assistant", content: "item-9?" },
      { role: "user", content: 'a, b ["a","b"]' },
    ]);
    await call(pipeline, { ...options, config: { prompt: "Other" } });
    expect(sent()?.messages).toEqual([{ role: "user", content: "Other" }]);
  });

  test("never renders a template that comes with an item", async () => {
    await call(promptPipeline({ template: "{{ article }}", model: "gpt-4o" }), {
      input: { article: "{{ metadata.secret }}" },
      item: { id: "item-1", metadata: { secret: "s3cret" } },
    });
    expect(sent()?.messages).toEqual([{ role: "user", content: "{{ metadata.secret }}" }]);
  });

  test.each([
    ["{% if topic %}{{ topic }}{% else %}none{% endif %}", "none"],
    ['{{ topic | default: "any" }}', "any"],
  ])("lets a template ask for what may be missing: %s", async (template, prompt) => {
    await call(promptPipeline({ template, model: "gpt-4o" }), { input: { article: "a" } });
    expect(sent()?.messages).toEqual([{ role: "user", content: prompt }]);
  });

  test.each([
    [
      "{{ articel }}",
      'The template "prompt" names articel (line 1, column 4), which item "item-1" does not have. ' +
        "Variables there are: article, author, input, metadata, item, variables. " +
        "Correct the template or the item; {% if %} and the filter default allow for a variable that may be missing.",
    ],
    [
      "Of\n{{ author.nmae }}",
      'The template "prompt" names author.nmae (line 2, column 4), which item "item-1" does not have. ' +
        "Under author there are: name. " +
        "Correct the template or the item; {% if %} and the filter default allow for a variable that may be missing.",
    ],
    [
      "{{ author[article] }}",
      'The template "prompt" names author[article] (line 1, column 4), which item "item-1" does not have. ' +
        "Under author there are: name. " +
        "Correct the template or the item; {% if %} and the filter default allow for a variable that may be missing.",
    ],
    [
      "{% assign a = expectedOutput %}{{ a }}",
      'The template "prompt" names expectedOutput (line 1, column 15), which item "item-1" does not have. ' +
        "Variables there are: article, author, input, metadata, item, variables. " +
        "Correct the template or the item; {% if %} and the filter default allow for a variable that may be missing.",
    ],
  ])("names a missing variable and asks no model: %s", async (template, message) => {
    const pipeline = promptPipeline({ template, model: "gpt-4o" });
    const error = await failureOf(call(pipeline, { input: { article: "content", author: { name: "Ann" } } }));
    expect(error.message).toBe(message);
    expect(error.name).toBe("TemplateVariableMissingError");
    expect(isPermanentError(error)).toBe(true);
    expect(provider.calls).toHaveLength(0);
  });

  test("names the models of a config before it is run", () => {
    const pipeline = promptPipeline({ template: "a", model: "gpt-4o" });
    expect(pipeline.listModels?.({})).toEqual(["gpt-4o"]);
    expect(pipeline.listModels?.({ model: "local:llama" })).toEqual(["local:llama"]);
    expect(pipeline.waitsForModelsOnly).toBe(true);
  });
});

describe("a structured prompt", () => {
  const structured = promptPipeline({
    template: "Grade {{ input }}",
    model: "gpt-4o",
    output: z.object({ grade: z.int().max(5) }),
  });

  test("gives the object, for a zod schema and for a JSON Schema of the config", async () => {
    provider.setAnswer(() => ({ json: { grade: 4 } }));
    expect((await call(structured)).output).toEqual({ grade: 4 });
    const config = { prompt: "Grade", model: "gpt-4o", output: { name: "grade", schema: SCHEMA } };
    expect((await call(promptPipeline(), { config })).output).toEqual({ grade: 4 });
    expect(sent()?.response_format).toMatchObject({ json_schema: { name: "grade", schema: SCHEMA } });
  });

  test("takes JSON that is no object where the schema wants it", async () => {
    provider.setAnswer(() => ({ text: '["a","b"]' }));
    const schema = { type: "array", items: { type: "string" } };
    const config = { prompt: "List", model: "local:llama", output: { schema } };
    expect((await call(promptPipeline(), { config })).output).toEqual(["a", "b"]);
  });

  test.each([
    ["prose", { text: "I would say 4 of 5" }, "it is no JSON, but 18 characters of text"],
    ["nothing", { text: "" }, "it is empty, where JSON was asked for"],
    [
      "a value out of range",
      { json: { grade: 6 } },
      'it does not fit the output schema "output": grade: Too big: expected number to be <=5',
    ],
    ["a refusal", { refusal: "I will not grade the secret s3cret." }, "the model refused to answer"],
    [
      "a filtered answer",
      { text: "", finishReason: "content_filter" as const },
      "the provider's filter held it back",
    ],
    [
      "an answer cut off",
      { text: '{"grade": 4}', finishReason: "length" as const },
      "it was cut off at the limit of output tokens (maxOutputTokens)",
    ],
  ])("fails with the kind of deviation, retryably, for %s", async (_kind, answer, deviation) => {
    provider.setAnswer(() => answer);
    const error = await failureOf(call(structured));
    expect(error.message).toBe(
      `The answer of model "gpt-4o" is not usable: ${deviation}. A further try takes a fresh answer; ` +
        "the answer itself is in the trace.",
    );
    expect(error.name).toBe("PromptAnswerInvalidError");
    expect(isPermanentError(error)).toBe(false);
  });

  test("says how an answer deviates from a JSON Schema", async () => {
    provider.setAnswer(() => ({ json: { grade: "good" } }));
    const config = { prompt: "Grade", model: "gpt-4o", output: { schema: SCHEMA } };
    const error = await failureOf(call(promptPipeline(), { config }));
    expect(error.message).toContain('does not fit the output schema "output": /grade must be integer.');
  });
});

describe("a text answer that deviates", () => {
  const text = promptPipeline({ template: "Say {{ input }}", model: "gpt-4o" });

  test("is the output when it is a refusal, and the trace says so", async () => {
    provider.setAnswer(() => ({ refusal: "I cannot help with that." }));
    const { output, observations } = await call(text);
    expect(output).toBe("I cannot help with that.");
    expect(observations).toMatchObject([
      { name: "answer deviates", type: "EVENT", statusMessage: "the model refused to answer" },
    ]);
  });

  test("is the output when it was cut off, and the trace says so", async () => {
    provider.setAnswer(() => ({ text: "Once upon a", finishReason: "length" }));
    const { output, observations } = await call(text);
    expect(output).toBe("Once upon a");
    expect(observations).toMatchObject([
      {
        statusMessage: "it was cut off at the limit of output tokens (maxOutputTokens)",
        metadata: { finishReason: "length", refused: false },
      },
    ]);
  });
});

describe("an answer that was refused, filtered or cut", () => {
  const filtered = { text: "", finishReason: "content_filter" } as const;
  const cut = { text: "Once upon a", finishReason: "length" } as const;
  const definition = { template: "Say {{ input }}", model: "gpt-4o" };

  test.each([
    ["keep", filtered, ""],
    ["keep", { text: "Half", finishReason: "content_filter" }, "Half"],
    ["keep", { status: 400, code: "content_filter", message: "No." }, ""],
    ["empty", cut, ""],
    ["empty", { refusal: "I cannot." }, ""],
  ] as const)(
    "with incompleteAnswer %s: %j becomes %j, never words of Assay's own",
    async (incompleteAnswer, answer, expected) => {
      provider.setAnswer(() => answer);
      const { output } = await call(promptPipeline({ ...definition, incompleteAnswer }));
      expect(output).toBe(expected);
    },
  );

  test("is null where it was to be structured and counts as empty", async () => {
    provider.setAnswer(() => filtered);
    const pipeline = promptPipeline({ ...definition, output: { schema: SCHEMA }, incompleteAnswer: "empty" });
    expect((await call(pipeline)).output).toBeNull();
  });

  test.each([
    [filtered, "the provider's filter held it back"],
    [cut, "it was cut off at the limit of output tokens (maxOutputTokens)"],
    [{ refusal: "I cannot." }, "the model refused to answer"],
  ] as const)("fails the run for good where the definition says so: %j", async (answer, deviation) => {
    provider.setAnswer(() => answer);
    const error = await failureOf(call(promptPipeline({ ...definition, incompleteAnswer: "fail" })));
    expect([error.name, error.message, isPermanentError(error)]).toEqual([
      "PromptAnswerIncompleteError",
      `The answer of model "gpt-4o" counts as a failure (incompleteAnswer is "fail"): ${deviation}.`,
      true,
    ]);
  });

  test("whose reasoning holds a draft has the object after it", async () => {
    provider.setAnswer(() => ({ text: '<think>{"grade": 1}? No.</think>{"grade": 4}' }));
    const { output } = await call(promptPipeline({ ...definition, output: { schema: SCHEMA } }));
    expect(output).toEqual({ grade: 4 });
  });
});

describe("the config of a prompt", () => {
  const check = (config: JsonObject, pipeline = promptPipeline()) =>
    parsePipelineConfig(pipeline, { pipelineName: "p", variant: "v", config });
  const model = "gpt-4o";

  test.each([
    [
      { model, prompt: "{% if a %}" },
      "✖ Invalid input: expected a Liquid template without errors (tag {% if a %} not closed, line:1, col:1)\n" +
        "  → at prompt (received: a string of 10 characters)",
    ],
    [
      { model, prompt: "a", system: "{{ a" },
      '✖ Invalid input: expected a Liquid template without errors (output "{{ a" not closed, line:1, col:1)\n' +
        "  → at system (received: a string of 4 characters)",
    ],
    [
      { model, prompt: "{{ a | shorten }}" },
      "✖ Invalid input: expected a Liquid template without errors (undefined filter: shorten, line:1, col:1)\n" +
        "  → at prompt (received: a string of 17 characters)",
    ],
    [
      { model, messages: [{ role: "user", content: "{% include 'keys' %}" }] },
      '✖ Invalid input: expected a Liquid template without errors (tag "include" not found, line:1, col:1)\n' +
        "  → at messages[0].content (received: a string of 20 characters)",
    ],
    [
      { model, prompt: "a", temprature: 1 },
      '✖ Unrecognized key: "temprature" (received: an object with keys',
    ],
    [
      { model, prompt: "a", messages: [{ role: "user", content: "a" }] },
      "✖ Invalid input: expected either prompt or messages\n  → at messages (received: an array of 1)",
    ],
    [
      { model },
      "✖ Invalid input: expected prompt or messages, since the pipeline has neither\n  → at prompt (received: undefined)",
    ],
    [
      { prompt: "a" },
      "✖ Invalid input: expected a model, since the pipeline has none\n  → at model (received: undefined)",
    ],
    [
      { model, prompt: "a", output: { schema: { type: "objekt" } } },
      "✖ Invalid input: expected a valid JSON Schema (schema is invalid: data/type must be equal to one of the allowed values",
    ],
  ])("is refused before anything is paid: %j", (config, message) => {
    expect(() => check(config)).toThrow(message);
  });

  test("needs neither prompt nor model where the pipeline has them", () => {
    expect(check({}, promptPipeline({ template: "a", model }))).toEqual({});
  });
});

describe("the definition of a prompt pipeline", () => {
  test.each([
    [
      { template: "{% if a %}" },
      'option "template" is a string of 10 characters; allowed: ' +
        "a Liquid template without errors (tag {% if a %} not closed, line:1, col:1).",
    ],
    [
      { template: "a", messages: [{ role: "user", content: "a" }] },
      'option "messages" is an array of 1; allowed: either template or messages.',
    ],
    [{ temperature: 3 }, 'option "temperature" is a number; allowed: a number from 0 to 2.'],
    [
      { prompt: "a" },
      'option "prompt" is a string of 1 characters; allowed: only the options template, system, messages, model, ' +
        "temperature, topP, maxOutputTokens, seed, stopSequences, reasoningEffort, verbosity, variables, output, incompleteAnswer, input, timeoutMs.",
    ],
    [
      { output: { schema: { type: "objekt" } } },
      'option "output.schema" is an object with keys type; allowed: a valid JSON Schema (schema is invalid: ',
    ],
    [
      { output: 5 },
      'option "output" is a number; allowed: a zod 4 schema, or { name, schema } with a valid JSON Schema.',
    ],
    [
      { output: z.date() },
      'option "output" is an instance of ZodDate; allowed: a schema that JSON Schema can express (Date cannot be represented in JSON Schema).',
    ],
    [null, 'option "definition" is null; allowed: an object with the options template'],
  ])("is refused: %j", (definition, message) => {
    expect(() => promptPipeline(definition as never)).toThrow(`Pipeline definition: ${message}`);
  });
});
