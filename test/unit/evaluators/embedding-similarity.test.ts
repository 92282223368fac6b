import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { cosineSimilarity } from "../../../src/evaluators/text/embedding-similarity.js";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";
import { evaluateWith, testEvaluatorContext } from "../../support/evaluator-context.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway } from "../../support/models.js";

describe("groundTruthSimilarity with an embedding model", () => {
  let provider: FakeProvider;
  beforeEach(async () => {
    provider = await startFakeProvider();
  });
  afterEach(() => provider.stop());
  const evaluator = groundTruthSimilarity({ embedding: "text-embedding-3-small" });
  const score = async (judged: { readonly output: string; readonly expected?: string }) =>
    (await evaluateWith(evaluator, judged, testEvaluatorContext(createTestGateway(provider)).context))[0];

  test("is the cosine of the two vectors, from one call", async () => {
    provider.setAnswer(() => ({
      embeddings: [
        [3, 4],
        [4, 3],
      ],
      model: "text-embedding-3-small-0125",
    }));
    expect(await score({ output: "a", expected: "b" })).toMatchObject({
      name: "ground_truth_similarity",
      value: expect.closeTo(24 / 25, 12),
      metadata: {
        cosine: expect.closeTo(24 / 25, 12),
        model: "openai:text-embedding-3-small",
        modelSnapshot: "text-embedding-3-small-0125",
        dimensions: 2,
      },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(provider.calls.map(({ body }) => body?.input)).toEqual([["a", "b"]]);
  });

  test("counts a negative cosine as 0, and keeps it", async () => {
    provider.setAnswer(() => ({
      embeddings: [
        [1, 0],
        [-1, 0],
      ],
    }));
    expect(await score({ output: "a", expected: "b" })).toMatchObject({ value: 0, metadata: { cosine: -1 } });
  });

  test("is 1 for the same text and lower for another", async () => {
    expect((await score({ output: "The sky is blue", expected: "The sky is blue" }))?.value).toBeCloseTo(
      1,
      12,
    );
    expect((await score({ output: "Grass", expected: "The sky is blue" }))?.value).toBeLessThan(0.9);
  });

  test("asks nobody without an expected output or without any text", async () => {
    expect(await score({ output: "a" })).toMatchObject({ value: null, unscoredReason: "no_expected_output" });
    expect(await score({ output: " ", expected: "b" })).toMatchObject({
      value: 0,
      comment: "One of the texts is empty.",
    });
    expect(provider.count()).toBe(0);
  });

  test("is unscored when the provider refuses the texts or sends zero vectors", async () => {
    provider.setAnswer(() => ({ status: 400, message: "Too many tokens." }));
    expect(await score({ output: "a", expected: "b" })).toMatchObject({
      value: null,
      unscoredReason: "embedding_failed",
      comment: expect.stringContaining("Too many tokens."),
    });
    provider.setAnswer(() => ({
      embeddings: [
        [0, 0],
        [1, 0],
      ],
    }));
    expect(await score({ output: "a", expected: "b" })).toMatchObject({
      value: null,
      comment: "The provider sent no two vectors of the same length and above 0.",
    });
  });

  test("lets a transient error through", async () => {
    provider.setAnswer(() => ({ status: 503 }));
    await expect(score({ output: "a", expected: "b" })).rejects.toMatchObject({ transientModelError: true });
  });

  test("is another evaluator than the lexical one, and the default where the configuration names a model", () => {
    const lexical = groundTruthSimilarity();
    expect(lexical.mode).toBe("computes");
    expect(evaluator).toMatchObject({
      mode: "waits",
      models: ["text-embedding-3-small"],
      waitsForModelsOnly: true,
    });
    expect(evaluator.fingerprint).not.toBe(lexical.fingerprint);
    const defaults = { embedding: "text-embedding-3-small" };
    expect(lexical.withModelDefaults?.(defaults).fingerprint).toBe(evaluator.fingerprint);
    expect(lexical.withModelDefaults?.({ judge: "gpt-4o" }).fingerprint).toBe(lexical.fingerprint);
    const chosen = groundTruthSimilarity({ method: "lexical" });
    expect(chosen.withModelDefaults?.(defaults)).toMatchObject({
      mode: "computes",
      fingerprint: lexical.fingerprint,
    });
    expect(groundTruthSimilarity({ method: "embedding" }).fingerprint).toBe(evaluator.fingerprint);
  });
});

describe("cosineSimilarity", () => {
  test.each([
    [[1, 0], [0, 1], 0],
    [[1, 2], [2, 4], 1],
    [[0, 0], [1, 1], null],
    [[1], [1, 1], null],
    [[Number.NaN], [1], null],
  ])("of %j and %j is %j", (left, right, cosine) => {
    const found = cosineSimilarity(left, right);
    if (cosine === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(cosine, 12);
  });
});
