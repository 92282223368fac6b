import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parsePipelineConfig } from "../../../src/domain/pipeline/pipeline-input.js";
import { promptPipeline } from "../../../src/pipelines/prompt-pipeline.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";
import { callTestPipeline } from "../../support/pipeline-call.js";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
  provider.setAnswer(() => ({ text: "ok" }));
});
afterEach(() => provider.stop());

/** What the model is asked, of an item with this text. */
async function asked(prompt: string, text: string): Promise<unknown> {
  const gateway = createTestGateway(provider);
  const config = { prompt, model: "gpt-5.4-mini" };
  await callTestPipeline(promptPipeline(), { input: { text }, config, gateway });
  const sent = provider.calls.at(-1)?.body as { readonly messages: readonly { content: unknown }[] };
  return sent.messages.at(-1)?.content;
}

describe("braces", () => {
  test.each([
    "a {{ not_a_var }} b",
    "line {# .somevalue } x",
    "^{{Ω}rel } 0.11",
    "{% raw %} {% if %} ---",
    '<b>&amp;"quotes"</b>',
    "{{ item.expectedOutput }}",
    "{% assign text = 'x' %}{%- endraw -%}",
    "$" + "{process.env.HOME} #{x} <%= y %>",
    "{{{{{{ }}",
  ])("of an item are no template: %s", async (text) => {
    expect(await asked("Echo: {{ text }}", text)).toBe(`Echo: ${text}`);
  });

  test.each([
    'Answer like {"title": "", "tags": [{"a": {"b": 1}}]} for: ',
    "A set {1, 2} and {a: {b: {c: 1}}} of: ",
    "function f() { return {}; } // ",
    "LaTeX \\frac{1}{2} of: ",
  ])("of JSON and code in a prompt stay as they are: %s", async (words) => {
    expect(await asked(`${words}{{ text }}`, "x")).toBe(`${words}x`);
  });

  test("twice in a prompt can be written within raw", async () => {
    expect(await asked('{% raw %}{{"title": ""}}{% endraw %} for: {{ text }}', "x")).toBe(
      '{{"title": ""}} for: x',
    );
  });

  test.each([
    ['Answer like {{"title": ""}} for: {{ text }}', 'expected "|" before filter, line:1, col:23'],
    ["Two lines,\nthe second {% if text %} open", "tag {% if text %} not closed, line:2, col:12"],
    ["{{ text ", 'output "{{ text " not closed, line:1, col:1'],
  ])("that are a broken template are refused with their place: %j", (prompt, where) => {
    const config = { prompt, model: "gpt-5.4-mini" };
    expect(() =>
      parsePipelineConfig(promptPipeline(), { pipelineName: "ask", variant: "a", config }),
    ).toThrow(where);
  });
});
