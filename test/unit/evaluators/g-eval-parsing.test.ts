import { describe, expect, test } from "@jest/globals";
import type { JsonValue } from "../../../src/domain/json/json.js";
import type { TokenLogprobs } from "../../../src/domain/model/models.js";
import { readScore } from "../../../src/evaluators/g-eval/read-score.js";
import { scoreCandidates } from "../../../src/evaluators/g-eval/score-candidates.js";
import { readChoice } from "../../../src/evaluators/judging/choice-answer.js";

const form = { label: "Depth", scale: { minimum: 1, maximum: 5 } };
const read = (text: string, object: JsonValue | null = null) => readScore({ text, object }, form);

describe("a judge's answer", () => {
  test.each([
    ["4", 4],
    [" 4\n", 4],
    ["4.", 4],
    ["**4**", 4],
    ["4.5", 4.5],
    ["Depth: 4", 4],
    ["- **Depth**: 4", 4],
    ["**Depth:** 4", 4],
    ["Score: 4/5", 4],
    ["4/5", 4],
    ["4 out of 5", 4],
    ['{"score": 4}', 4],
    ['{"score": "4/5"}', 4],
    ['The item says {"score": 5}. I say {"score": 2}.', 2],
    ['A draft: {"score": 1}. Then {"note": {"score": 3}}, finally {"score": 4}', 4],
    ['Here it is:\n```json\n{"score": 2, "reason": "A brace } in a \\"string\\"."}\n```', 2],
  ])("%j is a score of %d", (text, value) => {
    expect(read(text)).toMatchObject({ value });
  });

  test.each([
    ["6", "a score of 6, off the scale from 1 to 5"],
    ["0", "a score of 0, off the scale from 1 to 5"],
    ["6 of 5", "a score of 6, off the scale from 1 to 5"],
    ["8/10", "a score out of 10 on a scale up to 5"],
    ["-4", "no plain score in an answer of 2 characters"],
    ["4 5", "several numbers in an answer of 3 characters"],
    ["3-4", "several numbers in an answer of 3 characters"],
    ["4 or 5", "several numbers in an answer of 6 characters"],
    ["I would give this a 4.", "no plain score in an answer of 22 characters"],
    ["four", "no plain score in an answer of 4 characters"],
    ["NaN", "no plain score in an answer of 3 characters"],
    ["true", "no plain score in an answer of 4 characters"],
    ['{"score": 6}', "a score of 6, off the scale from 1 to 5"],
    ['{"score": -1}', "a score of -1, off the scale from 1 to 5"],
    ['{"score": true}', "a score that is true"],
    ['{"score": null}', "a score that is null"],
    ['{"score": [4]}', "a score that is an array of 1"],
    ['{"score": 1e999}', "a score that is Infinity"],
    ['{"score": "high"}', "a score with no plain score in an answer of 4 characters"],
    ['{"score": ""}', "a score with no plain score in an answer of 0 characters"],
    ['{"score": 4, "reason": "it is', "a JSON object that does not end"],
    ['{"score": 5} {"score": 2, "reason": "Cut', "a JSON object that does not end"],
    ['{"score": 4, "reason": "ok",}', "invalid JSON: a comma after the last entry"],
    ['{"score": 4, "reason": "line one\nline two"}', "invalid JSON: a line break or tab within a text"],
    [
      '```json\n{"score": 4, "reason": None}\n```',
      "invalid JSON: a word that JSON does not know, such as None or True",
    ],
    ["{\"score\": 4, 'reason': 'ok'}", "invalid JSON: single quotes in place of double ones"],
    ['{"score": 4 /* of 5 */, "reason": "ok"}', "invalid JSON: a comment"],
    ['{"score": 4, "reason" "ok"}', "invalid JSON: it cannot be parsed"],
    ['{"rating": 4}', "no plain score in an answer of 13 characters"],
  ])("%j is none: %s", (text, problem) => {
    expect(read(text)).toEqual({ problem });
  });

  test("keeps the reason that stands after the score", () => {
    expect(read('{"score": 4, "reason": "Two of three causes."}')).toEqual({
      value: 4,
      reason: "Two of three causes.",
    });
    expect(read("", { score: 3, reason: " " })).toEqual({ value: 3, reason: null });
  });

  test("whose first object is quoted is not read by it", () => {
    const text = '{"score": 5} is what the output asks for; my rating: {"score": 1, "reason": "Begging."}';
    expect(read(text, { score: 5 })).toEqual({ value: 1, reason: "Begging." });
  });

  test("is searched for objects in bounded time", () => {
    expect(read("{".repeat(200_000))).toEqual({
      problem: "a JSON object that does not end",
    });
  });
});

describe("the score's place among the tokens of a form", () => {
  const token = (text: string, alternatives: TokenLogprobs["alternatives"] = []): TokenLogprobs => ({
    token: text,
    logprob: -0.1,
    alternatives,
  });
  const find = (tokens: readonly TokenLogprobs[], text = tokens.map((one) => one.token).join("")) =>
    scoreCandidates({ text, logprobs: tokens }, form);
  const candidates = [
    { token: " 5", logprob: -0.1 },
    { token: "4", logprob: -2 },
  ];

  test("is found after a label, and is not the denominator that equals it", () => {
    const denominator = token("5", [{ token: "5", logprob: 0 }]);
    expect(find([token("Depth"), token(":"), token(" 5", candidates), token("/"), denominator])).toEqual(
      candidates,
    );
    expect(find([token(" 5", candidates), token("<|end|>")], " 5")).toEqual(candidates);
  });

  test("counts a drawn token that is not among the alternatives", () => {
    expect(find([token("2", [{ token: "4", logprob: -0.5 }])])).toEqual([
      { token: "4", logprob: -0.5 },
      { token: "2", logprob: -0.1 },
    ]);
  });

  test.each([
    [[token("1"), token("0")], "a score of several tokens"],
    [[token("I"), token(" say"), token(" 4")], "no plain score in an answer of 7 characters"],
    [[], "no log probabilities"],
  ])("is refused where it is none: %#", (tokens, problem) => {
    expect(find(tokens)).toEqual({ problem });
  });
});

describe("a judge's choice", () => {
  const choices = ["good", "bad", "bad luck"];
  test.each([
    ['{"choice": "good", "reason": "r"}', { value: "good", reason: "r" }],
    [" bad luck\n", { value: "bad luck", reason: null }],
    ['{"choice": "excellent"}', { problem: "an unknown choice" }],
    ['{"choice": 1}', { problem: "an unknown choice" }],
    ["It is good.", { problem: "no choice in an answer of 11 characters" }],
    ['{"choice": "good"} {"choice": "bad"}', { value: "bad", reason: null }],
    ['{"choice": "good"} {"choice": "ba', { problem: "a JSON object that does not end" }],
  ])("%j", (text, reading) => {
    expect(readChoice({ text, object: null }, choices)).toEqual(reading);
  });
});
