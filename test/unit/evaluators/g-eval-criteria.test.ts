import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { gEval } from "../../../src/evaluators/g-eval/g-eval.js";
import type { GEvalOptions } from "../../../src/evaluators/g-eval/g-eval-options.js";
import { evaluateWith, testEvaluatorContext } from "../../support/evaluator-context.js";
import { judgeByCriterion, judgeFixedScore } from "../../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { AnswerFunction, ProviderAnswer } from "../../support/fake-provider/provider-answer.js";
import type { ProviderRequest } from "../../support/fake-provider/provider-request.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { CLAUDE, JUDGE, judgeWith, tone, withSteps } from "../../support/g-eval.js";
import { createTestGateway } from "../../support/models.js";

describe("criteria of gEval", () => {
  let provider: FakeProvider;
  beforeEach(async () => {
    provider = await startFakeProvider();
  });
  afterEach(() => provider.stop());
  const { lend, judge, judgeOne } = judgeWith(() => provider);

  describe("evaluation steps", () => {
    test("are written once by prepare, frozen, and read by every evaluation", async () => {
      provider.setAnswer(withSteps(judgeFixedScore({ score: 4 })));
      const evaluator = gEval({ criteria: ["depth", "coherence"], model: JUDGE });
      const first = lend();
      await evaluator.prepare?.(first.context);
      expect(provider.count()).toBe(2);
      await evaluateWith(evaluator, { output: "one" }, first.context);
      await evaluateWith(evaluator, { output: "two" }, first.context);
      expect(provider.count()).toBe(6);
      expect(
        provider.calls.slice(2).every(({ body }) => JSON.stringify(body).includes("2. Weigh them.")),
      ).toBe(true);
      // Another experiment, and a re-evaluation without prepare, go on with the same artefacts.
      const later = testEvaluatorContext(createTestGateway(provider), {
        artifacts: new Map(first.artifacts),
      });
      await evaluator.prepare?.(later.context);
      await evaluateWith(evaluator, { output: "three" }, later.context);
      expect(provider.count()).toBe(8);
    });

    test("are other ones for another judge and for another definition, and none for given steps", async () => {
      provider.setAnswer(withSteps(judgeFixedScore({ score: 4 })));
      const lent = lend();
      const prepare = (options: GEvalOptions) => gEval({ model: JUDGE, ...options }).prepare?.(lent.context);
      await prepare({ criteria: ["depth"] });
      await prepare({ criteria: ["depth"], model: CLAUDE });
      await prepare({ criteria: ["depth"], samples: 9, model: "openai:gpt-4o" });
      await prepare({ criteria: [tone] });
      expect(provider.calls.map(({ model }) => model)).toEqual(["gpt-4o", CLAUDE]);
    });

    test("that a judge cannot write are asked for again twice, then prepare says what to do", async () => {
      provider.setAnswer(() => ({ text: "Sure!" }));
      await expect(
        gEval({ criteria: ["depth"], model: JUDGE }).prepare?.(lend().context),
      ).rejects.toMatchObject({
        permanent: true,
        message:
          'Judge openai:gpt-4o wrote no evaluation steps for criterion "depth": 0 of 1 judgements are valid, ' +
          "1 needed: 3 × the answer holds no list of steps. Choose another judge model, or give the criterion " +
          "its own steps.",
      });
      expect(provider.count()).toBe(3);
    });
  });

  test("asks once per criterion and names the scores after them", async () => {
    provider.setAnswer(
      withSteps(judgeByCriterion({ scores: { depth: 2, accuracy: 3, coherence: 4, overall: 5 } })),
    );
    const evaluator = gEval({ model: JUDGE });
    expect(evaluator).toMatchObject({
      id: "g_eval",
      mode: "waits",
      scoreNames: ["g_eval_depth", "g_eval_accuracy", "g_eval_coherence", "g_eval_overall"],
      models: ["gpt-4o"],
      waitsForModelsOnly: true,
      timeoutMs: 600_000,
    });
    const { context } = lend();
    await evaluator.prepare?.(context);
    provider.clear();
    const scores = await evaluateWith(evaluator, { output: "the output" }, context);
    expect(scores.map(({ name, value }) => [name, value])).toEqual([
      ["g_eval_depth", 0.25],
      ["g_eval_accuracy", 0.5],
      ["g_eval_coherence", 0.75],
      ["g_eval_overall", 1],
    ]);
    expect(scores[3]?.metadata.overallMode).toBe("judged");
    expect(provider.count()).toBe(4);
  });

  test("reports accuracy without reference or context as ungrounded", async () => {
    provider.setAnswer(withSteps(judgeFixedScore({ score: 4 })));
    const evaluator = gEval({ criteria: ["accuracy", "depth"], model: JUDGE });
    const { context } = lend();
    const grounding = async (judged: Parameters<typeof evaluateWith>[1]) =>
      (await evaluateWith(evaluator, judged, context)).map(({ metadata }) => metadata.grounding);
    expect(await grounding({ output: "o" })).toEqual(["ungrounded", undefined]);
    expect(await grounding({ output: "o", metadata: { context: "c" } })).toEqual(["context", undefined]);
    expect(await grounding({ output: "o", expected: "e" })).toEqual(["expected_output", undefined]);
  });

  describe("a derived overall", () => {
    const options: GEvalOptions = {
      criteria: ["depth", "coherence", "overall"],
      overallMode: "derived",
      weights: { depth: 3, coherence: 1 },
    };

    test("is the weighted mean of the others, without a call of its own", async () => {
      provider.setAnswer(withSteps(judgeByCriterion({ scores: { depth: 2, coherence: 4 } })));
      const scores = await judge(options);
      expect(scores[2]).toMatchObject({
        name: "g_eval_overall",
        value: expect.closeTo((3 * 0.25 + 0.75) / 4, 12),
        metadata: { overallMode: "derived", weights: { depth: 3, coherence: 1 } },
      });
      expect(provider.count()).toBe(4);
    });

    test("is unscored as soon as a part is", async () => {
      const depth = judgeFixedScore({ score: 2 });
      provider.setAnswer(
        withSteps((request) =>
          request.promptText.includes("Criterion: Coherence") ? { text: "?" } : depth(request),
        ),
      );
      expect((await judge(options))[2]).toEqual({
        name: "g_eval_overall",
        value: null,
        unscoredReason: "constituent_unscored",
        comment: "Without a score of coherence there is no weighted mean.",
        metadata: { overallMode: "derived", weights: { depth: 3, coherence: 1 } },
      });
    });
  });

  describe("fingerprints", () => {
    const scoreFingerprint = async (
      options: GEvalOptions,
      answer: AnswerFunction = judgeFixedScore({ score: 4 }),
    ) => {
      provider.setAnswer(answer);
      const { fingerprint } = await judgeOne({ criteria: [tone], ...options });
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
      return fingerprint;
    };

    test("of a score are the same for all items, and for the outcome of the ladder", async () => {
      const one = await scoreFingerprint({});
      expect(await scoreFingerprint({ name: "judged" })).toBe(one);
      expect(await scoreFingerprint({ model: "openai:gpt-4o" })).toBe(one);
      expect(await scoreFingerprint({}, judgeFixedScore({ score: 2 }))).toBe(one);
      const fallen = (request: ProviderRequest): ProviderAnswer =>
        request.topLogprobs === null ? { json: { score: 3, reason: "r" } } : { text: "hm" };
      expect(await scoreFingerprint({}, fallen)).toBe(one);
    });

    test("of a score change with snapshot, steps, scale, sampling, K, mode and what is selected", async () => {
      const snapshot = (request: ProviderRequest) => ({
        ...judgeFixedScore({ score: 4 })(request),
        model: "gpt-4o-2024-08-06",
      });
      const all = [
        await scoreFingerprint({}),
        await scoreFingerprint({}, snapshot as AnswerFunction),
        await scoreFingerprint({ criteria: [{ ...tone, steps: ["Look."] }] }),
        await scoreFingerprint({ criteria: [{ ...tone, scale: { minimum: 1, maximum: 7 } }] }),
        await scoreFingerprint({ criteria: [{ ...tone, definition: "Is it rude?" }] }),
        await scoreFingerprint({ temperature: 0.5 }),
        await scoreFingerprint({ samples: 7 }),
        await scoreFingerprint({ mode: "samples" }),
        await scoreFingerprint({ model: "gpt-4o-mini" }),
        await scoreFingerprint({ contextPath: "source" }),
      ];
      expect(new Set(all).size).toBe(10);
    });

    test("of the evaluator cover what is known beforehand", () => {
      const { fingerprint } = gEval();
      expect(gEval({ name: "quality", samples: 5, model: "gpt-5.4-mini" }).fingerprint).toBe(fingerprint);
      const others = [
        gEval({ samples: 6 }),
        gEval({ model: CLAUDE }),
        gEval({ criteria: ["depth"] }),
        gEval({ path: "text" }),
        gEval({ overallMode: "derived" }),
      ].map((evaluator) => evaluator.fingerprint);
      expect(new Set([fingerprint, ...others]).size).toBe(6);
    });
  });
});
