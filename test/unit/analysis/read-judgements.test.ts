import { describe, expect, test } from "@jest/globals";
import { readJudgements } from "../../../src/analysis/judge/read-judgements.js";

describe("the judgements behind a score", () => {
  test("are the ones it lists", () => {
    expect(readJudgements({ value: 0.5, metadata: { judgements: [0.25, 0.75, null, "x"] } })).toEqual([
      0.25, 0.75,
    ]);
  });
  test("are G-Eval's samples, mapped from their scale", () => {
    const metadata = {
      mode: "samples",
      samples: 6,
      validSamples: 5,
      distribution: { "3": 0.4, "5": 0.6 },
      scale: { minimum: 1, maximum: 5 },
    };
    expect(readJudgements({ value: 0.8, metadata })).toEqual([0.5, 0.5, 1, 1, 1]);
  });
  test.each([
    ["nothing is kept", {}],
    [
      "probabilities weigh one answer",
      { mode: "logprobs", distribution: { "3": 1 }, scale: { minimum: 1, maximum: 5 } },
    ],
    ["the scale is missing", { mode: "samples", validSamples: 2, distribution: { "3": 1 } }],
    ["the list is empty", { judgements: [] }],
  ])("are the score alone where %s", (_name, metadata) => {
    expect(readJudgements({ value: 0.4, metadata })).toEqual([0.4]);
  });
});
