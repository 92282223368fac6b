import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { separateReasoning } from "../../../src/models/separate-reasoning.js";

const separate = (text: string) => {
  const { reasoning, answer } = separateReasoning(text);
  return [reasoning, answer];
};

describe("the reasoning of a text", () => {
  test.each([
    ["<think>\nIt is Paris.\n</think>\n\nParis", "It is Paris.", "Paris"],
    ["<think></think>\n\nParis", "", "Paris"],
    ["  <THINK>It is.</THINK>Paris", "It is.", "Paris"],
    ["<thinking>a</thinking>\nb", "a", "b"],
    ["<thought>a</thought> b", "a", "b"],
    ["<reasoning>a</reasoning>b", "a", "b"],
    ["<think budget=5>a</think>b", "a", "b"],
    ["<seed:think>a</seed:think>b", "a", "b"],
    ["[THINK]a[/THINK]b", "a", "b"],
    ["◁think▷a◁/think▷b", "a", "b"],
    ["<|begin_of_thought|>a<|end_of_thought|><|begin_of_solution|>b<|end_of_solution|>", "a", "b"],
    ["<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>", "a", "b"],
    [
      "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>",
      "a",
      "b",
    ],
    ["<think>a</thinking>b", "a", "b"],
    ["<antThinking>a</antThinking>b", "a", "b"],
    ["<longcat_think>a</longcat_think>b", "a", "b"],
    ["<mm:think>a</mm:think>b", "a", "b"],
    ["<scratchpad>a</scratchpad>b", "a", "b"],
    ["<unused94>thought\na<unused95>b", "a", "b"],
    ["<|start|>assistant<|channel|>analysis<|message|>a<|end|>", "a", ""],
    [
      "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>",
      "a\n\n{}",
      "",
    ],
    ["analysisIt asks for a city.assistantfinalParis", "It asks for a city.", "Paris"],
    ["<think>a</think>\n<think>b</think>\nc", "a\n\nb", "c"],
    ["<think>a <think>b</think> c</think> d", "a b c", "d"],
    ["<think>I may write <think> here.</think>d", "I may write  here.", "d"],
    ['<think>It never ends {"score": 1}', 'It never ends {"score": 1}', ""],
    ["It is Paris.\n</think>\n\nParis", "It is Paris.", "Paris"],
    ["It is Paris.</think>\nParis", "It is Paris.", "Paris"],
  ])("%j", (text, reasoning, answer) => {
    expect(separate(text)).toEqual([reasoning, answer]);
  });

  test.each([
    "Paris",
    "",
    " Paris\n",
    "Close it with `</think>` and go on.",
    "The tag <think> opens reasoning.",
    "Use <think>…</think> for that.",
    "I think </think> is a tag, said he.",
    '{"think": "<think>a</think>"}',
    "<thinker>a</thinker>",
    "<rethink>a</rethink>",
    "<analysis>a</analysis>b",
    "analysis of the market: it grows",
  ])("%j has none, and stays as it is", (text) => {
    expect(separate(text)).toEqual([null, text]);
  });

  test("never takes a text without marks apart", () => {
    const plain = fc.string().filter((text) => !/[<[◁]/.test(text));
    fc.assert(fc.property(plain, (text) => expect(separate(text)).toEqual([null, text])));
  });

  test("keeps any answer whole, whatever was thought before it", () => {
    const thought = fc.string().filter((text) => !/[<>]/.test(text));
    const answer = fc.string().filter((text) => !/[<[◁]/.test(text) && text.trimStart() === text);
    fc.assert(
      fc.property(thought, answer, (before, after) => {
        expect(separateReasoning(`<think>${before}</think>\n\n${after}`).answer).toBe(after);
      }),
    );
  });
});
