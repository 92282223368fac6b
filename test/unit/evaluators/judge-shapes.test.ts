import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { gEval } from "../../../src/evaluators/g-eval/g-eval.js";
import { evaluateWith, testEvaluatorContext } from "../../support/evaluator-context.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { ProviderAnswer } from "../../support/fake-provider/provider-answer.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.stop());

/** One criterion judged five times by a local model that always answers so. */
async function judged(answer: ProviderAnswer) {
  provider.setAnswer(({ promptText }) =>
    promptText.includes("You write instructions for judges")
      ? { text: JSON.stringify({ steps: ["Read.", "Compare.", "Score."] }) }
      : answer,
  );
  const evaluator = gEval({ criteria: ["overall"], model: "local:judge" });
  const { context } = testEvaluatorContext(createTestGateway(provider));
  await evaluator.prepare?.(context);
  const [score] = await evaluateWith(evaluator, { output: "Paris", expected: "Paris" }, context);
  return score;
}

const fence = (text: string, language = "json"): string => `\`\`\`${language}\n${text}\n\`\`\``;
const FOUR = '{"score": 4, "reason": "good"}';
const draft = 'Maybe {"score": 2, "reason": "short"}? No, it is complete.';

describe("a judge's answer", () => {
  test.each<[string, string]>([
    ["JSON in a code fence", fence(FOUR)],
    ["JSON in a fence of another language", fence(FOUR, "JSON5")],
    ["words and a score", "Score: 4"],
    ["a score in bold", "**Score: 4**"],
    ["a score as text", '{"score": "4", "reason": "ok"}'],
    ["a score with a point", '{"score": 4.0, "reason": "ok"}'],
    ["JSON after reasoning with a draft", `<think>\n${draft}\n</think>\n${FOUR}`],
    ["JSON after reasoning in another tag", `<reasoning>${draft}</reasoning>\n\n${fence(FOUR)}`],
    ["a number after reasoning with numbers", "<think>\n4 fits better than 3.\n</think>\n4"],
    ["a number after reasoning that is closed only", "3 or 4? 4 fits better.\n</think>\n\n4"],
    ["the last of two objects", `${draft}\n${FOUR}`],
  ])("that is %s counts", async (_name, text) => {
    // 4 of 1 to 5.
    expect(await judged({ text })).toMatchObject({ value: 0.75 });
  });

  test.each<[string, ProviderAnswer, string]>([
    [
      "prose with two numbers",
      { text: "I would give this a score of 4 out of 5 because it is good." },
      "several numbers in an answer of 59 characters",
    ],
    ["nothing", { text: "" }, "the answer is empty"],
    ["reasoning alone", { text: `<think>${draft}</think>` }, "the answer is empty"],
    ["reasoning that never ends", { text: `<think>${draft} But` }, "the answer is empty"],
    [
      "cut while it reasons",
      { text: `<think>${draft} But`, finishReason: "length" },
      "the answer was cut off before its first character",
    ],
    [
      "cut within its object",
      { text: '{"score": 4, "reason": "it is', finishReason: "length" },
      "the answer was cut off at the limit of output tokens",
    ],
    [
      "an object that does not end",
      { text: '{"score": 4, "reason": "it is' },
      "a JSON object that does not end",
    ],
    [
      "a line break within a text",
      { text: '{"score": 4, "reason": "one\ntwo"}' },
      "invalid JSON: a line break or tab within a text",
    ],
    [
      "a comma too many",
      { text: '{"score": 4, "reason": "ok",}' },
      "invalid JSON: a comma after the last entry",
    ],
    [
      "Python",
      { text: fence('{"score": 4, "reason": None}') },
      "invalid JSON: a word that JSON does not know, such as None or True",
    ],
    [
      "Python's quotes",
      { text: "{\"score\": 4, 'reason': 'ok'}" },
      "invalid JSON: single quotes in place of double ones",
    ],
    ["held back", { text: "", finishReason: "content_filter" }, "the provider's filter held the answer back"],
  ])("that is %s is none, and says why", async (_name, answer, why) => {
    const score = await judged(answer);
    expect(score).toMatchObject({ value: null });
    expect(JSON.stringify(score)).toContain(`5 × ${why}`);
  });
});
