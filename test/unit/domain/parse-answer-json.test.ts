import { describe, expect, test } from "@jest/globals";
import { jsonValuesIn } from "../../../src/domain/json/json-values-in.js";
import { lastJsonObject } from "../../../src/domain/json/last-json-object.js";
import { parseAnswerJson } from "../../../src/domain/json/parse-answer-json.js";
import { parseJsonText } from "../../../src/evaluators/json/parse-json-text.js";

describe("an id in an answer keeps all its digits, as text, however the answer is read", () => {
  const answer = '{"order_id": 1610521604143693813, "count": 2}';
  const kept = { order_id: "1610521604143693813", count: 2 };
  test.each([
    ["as JSON", parseAnswerJson(answer)],
    ["out of prose", lastJsonObject(`Here it is:\n${answer}\nDone.`)],
    ["as the only thing there", lastJsonObject(answer)],
    ["as one of several objects", jsonValuesIn(`${answer} and {"a":1}`, "object").values[0]],
    ["by an evaluator", (parseJsonText(answer) as { readonly value: unknown }).value],
  ])("%s", (_name, value) => {
    expect(value).toEqual(kept);
  });
});
