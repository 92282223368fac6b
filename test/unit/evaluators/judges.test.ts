import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { jury } from "../../../src/evaluators/jury/jury.js";
import type { JuryOptions } from "../../../src/evaluators/jury/jury-options.js";
import { judgePair } from "../../../src/evaluators/pairwise/judge-pair.js";
import { type PairwiseJudgeOptions, pairwiseJudge } from "../../../src/evaluators/pairwise/pairwise-judge.js";
import { type RubricOptions, rubric } from "../../../src/evaluators/rubric/rubric.js";
import { evaluateWith, testEvaluatorContext } from "../../support/evaluator-context.js";
import { byModel, inTurn, judgeFixedScore } from "../../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { AnswerFunction, ProviderAnswer } from "../../support/fake-provider/provider-answer.js";
import type { ProviderRequest } from "../../support/fake-provider/provider-request.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";

const CLAUDE = "claude-sonnet-4-20250514";
let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.stop());
const lend = () => testEvaluatorContext(createTestGateway(provider));
const choose = (choice: string): ProviderAnswer => ({ json: { choice, reason: `Because ${choice}.` } });

describe("pairwiseJudge", () => {
  const judged = { output: "the better text", expected: "the golden text" };
  const judge = (options: PairwiseJudgeOptions = {}) =>
    evaluateWith(pairwiseJudge({ model: "gpt-4o", ...options }), judged, lend().context);
  const isForward = ({ promptText }: ProviderRequest): boolean =>
    promptText.indexOf("the better text") < promptText.indexOf("the golden text");
  /** A choice per order of presentation. */
  const byOrder =
    (forward: ProviderAnswer, backward: ProviderAnswer): AnswerFunction =>
    (request) =>
      isForward(request) ? forward : backward;
  const form = (probabilities: Record<string, number>): ProviderAnswer => {
    const top = Object.entries(probabilities).map(([token, probability]) => ({
      token,
      logprob: Math.log(probability),
    }));
    const [best = { token: "", logprob: 0 }] = top;
    return { text: best.token, logprobs: [{ ...best, top }] };
  };

  test("prefers the output that wins in both orders", async () => {
    provider.setAnswer(byOrder(choose("A"), choose("B")));
    expect(await judge({ model: CLAUDE })).toMatchObject([
      { name: "pairwise", value: 1, comment: "Because A.", metadata: { firstPositionPreference: 0.5 } },
      { name: "pairwise_position_consistency", value: true },
    ]);
    expect(provider.count()).toBe(2);
    provider.setAnswer(byOrder(choose("B"), choose("A")));
    expect(await judge({ model: CLAUDE })).toMatchObject([{ value: 0 }, { value: true }]);
  });

  test("takes a judge that follows the position for a tie", async () => {
    provider.setAnswer(byOrder(choose("A"), choose("A")));
    expect(await judge({ model: CLAUDE })).toMatchObject([
      { value: 0.5, metadata: { isConsistent: false, firstPositionPreference: 1 } },
      { value: false },
    ]);
    provider.setAnswer(byOrder(choose("C"), choose("B")));
    expect(await judge({ model: CLAUDE })).toMatchObject([{ value: 0.5 }, { value: false }]);
    provider.setAnswer(byOrder(choose("C"), choose("C")));
    expect(await judge({ model: CLAUDE })).toMatchObject([{ value: 0.5 }, { value: true }]);
  });

  test("averages the probabilities of the letters over both orders", async () => {
    provider.setAnswer(
      byOrder(form({ A: 0.6, B: 0.2, C: 0.1, The: 0.1 }), form({ B: 0.7, A: 0.2, " A": 0.1 })),
    );
    const [score, consistency] = await judge();
    // First order: (0.6 + 0.1 / 2) / 0.9; second order, turned round: 0.7.
    expect(score?.value).toBeCloseTo((0.65 / 0.9 + 0.7) / 2, 12);
    expect(consistency?.value).toBe(true);
    expect(score?.metadata.orders).toMatchObject([
      { mode: "logprobs", mass: expect.closeTo(0.9, 12) },
      { mode: "logprobs", firstPreferred: expect.closeTo(0.7, 12) },
    ]);
  });

  test("asks for samples where the letters have too little probability", async () => {
    const weak = form({ The: 0.6, A: 0.4 });
    provider.setAnswer((request) =>
      request.topLogprobs === null ? choose(isForward(request) ? "A" : "B") : weak,
    );
    expect(await judge({ samples: 3 })).toMatchObject([{ value: 1 }, { value: true }]);
    expect(provider.count()).toBe(8);
  });

  test("is unscored when one order cannot be read", async () => {
    provider.setAnswer(byOrder(choose("A"), { text: "Both have merits." }));
    const comment = "0 of 1 judgements are valid, 1 needed: 3 × no choice in an answer of 17 characters.";
    expect(await judge({ model: CLAUDE })).toMatchObject([
      { value: null, unscoredReason: "judge_failed", comment, fingerprint: null },
      { value: null, unscoredReason: "judge_failed", comment, fingerprint: null },
    ]);
  });

  test("compares with another text on demand, and with nothing it is unscored", async () => {
    provider.setAnswer(byOrder(choose("A"), choose("B")));
    const { context } = lend();
    const against = pairwiseJudge({ model: CLAUDE, against: "the golden text", criterion: "depth" });
    expect(await evaluateWith(against, { output: "the better text" }, context)).toMatchObject([
      { value: 1 },
      {},
    ]);
    expect(JSON.stringify(provider.calls[0]?.body)).toContain("# Criterion: Depth");
    provider.clear();
    expect(await evaluateWith(pairwiseJudge(), { output: "o" }, context)).toMatchObject([
      { name: "pairwise", value: null, unscoredReason: "no_expected_output" },
      { name: "pairwise_position_consistency", value: null, unscoredReason: "no_expected_output" },
    ]);
    expect(provider.count()).toBe(0);
  });

  test("has another fingerprint for another criterion, text, model and snapshot", async () => {
    const all = [
      pairwiseJudge(),
      pairwiseJudge({ criterion: "depth" }),
      pairwiseJudge({ against: "x" }),
      pairwiseJudge({ model: CLAUDE }),
      pairwiseJudge({ samples: 3 }),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(all).size).toBe(5);
    provider.setAnswer(byOrder(choose("A"), choose("B")));
    const [first] = await judge({ model: CLAUDE });
    provider.setAnswer((request) => ({
      ...choose(isForward(request) ? "A" : "B"),
      model: "claude-sonnet-4-20250601",
    }));
    const [second] = await judge({ model: CLAUDE });
    expect(first?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
  });

  test("judges any two texts through its core", async () => {
    provider.setAnswer(byOrder(choose("B"), choose("A")));
    const { context } = lend();
    const settings = {
      model: CLAUDE,
      mode: "auto",
      samples: 1,
      temperature: 1,
      maxOutputTokens: 500,
      minimumMass: 0.5,
    } as const;
    const judgement = await judgePair({
      models: context.models,
      settings,
      criterion: { name: "Brevity", definition: "Which is shorter?" },
      input: "in",
      first: "the better text",
      second: "the golden text",
      key: "pair/brevity",
    });
    expect(judgement).toMatchObject({ preference: 0, isConsistent: true, firstPositionPreference: 0.5 });
  });
});

describe("rubric", () => {
  const options: RubricOptions = {
    question: "Is the tone of the output polite?",
    choices: { yes: { score: 1, meaning: "Polite throughout." }, partly: 0.5, no: 0, "no text": null },
  };
  const judge = (more: Partial<RubricOptions> = {}, output = "Dear sir") =>
    evaluateWith(rubric({ model: "gpt-4o", ...options, ...more }), { output }, lend().context);

  test("gives the score of the choice, with its reason", async () => {
    provider.setAnswer(() => choose("partly"));
    expect(await judge()).toMatchObject([
      {
        name: "rubric",
        value: 0.5,
        comment: "Because partly.",
        metadata: { choices: { partly: 1 }, judge: "openai:gpt-4o", samples: 1, validSamples: 1 },
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    const [call] = provider.calls;
    expect(call?.body).toMatchObject({
      temperature: 0,
      response_format: {
        json_schema: {
          schema: {
            properties: { choice: { enum: ["yes", "partly", "no", "no text"] } },
            required: ["choice", "reason"],
          },
        },
      },
    });
    expect(JSON.stringify(call?.body)).toContain('- \\"yes\\": Polite throughout.');
  });

  test("asks again after an unknown choice, and is unscored after the third", async () => {
    provider.setAnswer(inTurn([choose("maybe"), choose("yes")]));
    expect(await judge()).toMatchObject([{ value: 1 }]);
    expect(provider.calls.map(({ body }) => body?.temperature)).toEqual([0, 1]);
    provider.clear();
    provider.setAnswer(() => choose("maybe"));
    expect(await judge()).toMatchObject([
      {
        value: null,
        unscoredReason: "judge_failed",
        comment: "0 of 1 judgements are valid, 1 needed: 3 × an unknown choice.",
      },
    ]);
    expect(provider.count()).toBe(3);
  });

  test("is unscored for a choice without a score", async () => {
    provider.setAnswer(() => choose("no text"));
    expect(await judge()).toMatchObject([{ value: null, unscoredReason: "choice_without_score" }]);
  });

  test("gives the mean over several samples", async () => {
    provider.setAnswer(inTurn([choose("yes"), choose("yes"), choose("no")]));
    const [score] = await judge({ samples: 3, name: "politeness" });
    expect(score).toMatchObject({ name: "politeness", metadata: { choices: { yes: 2, no: 1 } } });
    expect(score?.value).toBeCloseTo(2 / 3, 12);
  });
});

describe("jury", () => {
  const judges = ["gpt-4o", CLAUDE, "local:llama3"];
  const tone = { id: "tone", definition: "Is it kind?", steps: ["Read."] };
  const judge = (options: Partial<JuryOptions>) =>
    evaluateWith(jury({ judges, ...options } as JuryOptions), { output: "o" }, lend().context);
  const answer = (answers: readonly AnswerFunction[]) =>
    provider.setAnswer(
      byModel({
        models: Object.fromEntries(
          ["gpt-4o", CLAUDE, "llama3"].map((model, index) => [model, answers[index] as AnswerFunction]),
        ),
      }),
    );
  const fails: AnswerFunction = () => ({ text: "Hm." });

  test("gives the mean of its members' scores, with each of them and their agreement", async () => {
    answer([judgeFixedScore({ score: 5 }), judgeFixedScore({ score: 4 }), judgeFixedScore({ score: 3 })]);
    const [score] = await judge({ criterion: tone });
    expect(score).toMatchObject({
      name: "jury",
      value: 0.75,
      unscoredReason: null,
      metadata: {
        judges: 3,
        validJudges: 3,
        // Pairs differ by 0.25, 0.5 and 0.25.
        agreement: expect.closeTo(2 / 3, 12),
        members: [
          { judge: "openai:gpt-4o", value: 1, mode: "logprobs" },
          { judge: `anthropic:${CLAUDE}`, value: 0.75, mode: "samples", reason: "Scripted score." },
          { judge: "local:llama3", value: 0.5, mode: "samples" },
        ],
      },
    });
    expect(provider.count()).toBe(3);
  });

  test("leaves out a member that fails, and is unscored when fewer than half are valid", async () => {
    answer([judgeFixedScore({ score: 5 }), judgeFixedScore({ score: 3 }), fails]);
    const [score] = await judge({ criterion: tone });
    expect(score).toMatchObject({ value: 0.75, metadata: { validJudges: 2 } });
    expect(score?.metadata.members).toMatchObject([
      {},
      {},
      {
        value: null,
        problem: "0 of 1 judgements are valid, 1 needed: 3 × no plain score in an answer of 3 characters.",
      },
    ]);
    answer([judgeFixedScore({ score: 5 }), fails, fails]);
    expect(await judge({ criterion: tone })).toMatchObject([
      {
        value: null,
        unscoredReason: "judge_failed",
        comment: expect.stringMatching(
          /^1 of 3 judges are valid\. anthropic:.*: 0 of 1 .* local:llama3: 0 of 1 /,
        ),
      },
    ]);
  });

  test("gives the choice of a strict majority, else none", async () => {
    const rubricOptions = { question: "Is it kind?", choices: { yes: 1, partly: 0.5, no: 0 } };
    answer([() => choose("yes"), () => choose("yes"), () => choose("no")]);
    expect(await judge({ rubric: rubricOptions })).toMatchObject([
      { value: "yes", comment: "Because yes.", metadata: { agreement: expect.closeTo(1 / 3, 12) } },
    ]);
    answer([() => choose("yes"), () => choose("partly"), () => choose("no")]);
    expect(await judge({ rubric: rubricOptions })).toMatchObject([
      { value: null, unscoredReason: "no_majority", comment: "The judges chose yes, partly, no." },
    ]);
    answer([() => choose("yes"), () => choose("no"), fails]);
    expect(await judge({ rubric: rubricOptions })).toMatchObject([
      { value: null, unscoredReason: "no_majority" },
    ]);
  });

  test("has each member write its own steps beforehand", async () => {
    const writes: AnswerFunction = () => ({ json: { steps: ["Read."] } });
    answer([writes, writes, writes]);
    await jury({ judges, criterion: "depth" }).prepare?.(lend().context);
    expect(provider.calls.map(({ model }) => model).sort()).toEqual([CLAUDE, "gpt-4o", "llama3"]);
  });
});
