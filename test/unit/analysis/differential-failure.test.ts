import { expect, test } from "@jest/globals";
import { differentialFailure, failureRate } from "../../../src/analysis/comparison/differential-failure.js";
import type { MetricSummary } from "../../../src/domain/experiment/experiment-summary.js";
import { expectClose } from "../../support/statistics-vectors.js";

function side(
  runs: { readonly scored: number; readonly unscored?: number; readonly failed?: number },
  isComplete = true,
) {
  const metric: MetricSummary = {
    name: "quality",
    kind: "score",
    n: runs.scored,
    scoredRuns: runs.scored,
    unscoredRuns: runs.unscored ?? 0,
    failedRuns: runs.failed ?? 0,
    unscoredReasons: {},
    mean: null,
    standardDeviation: null,
    standardError: null,
    interval: null,
    passRate: null,
    undefinedReason: null,
    fingerprints: [],
  };
  return { metric, isComplete };
}

test("failed and unscored runs are both without a value", () => {
  expect(failureRate(side({ scored: 90, unscored: 4, failed: 6 }).metric)).toEqual({
    failedRuns: 6,
    unscoredRuns: 4,
    endedRuns: 100,
    rate: 0.1,
  });
});

test("without a run that ended there is no rate, not a rate of zero", () => {
  expect(failureRate(side({ scored: 0 }).metric).rate).toBeNull();
});

test("nothing missing is nothing to test", () => {
  const sides = { baseline: side({ scored: 50 }), candidate: side({ scored: 50 }) };
  expect(differentialFailure(sides, { lacking: { baseline: 0, candidate: 0 }, alpha: 0.05 })).toBeNull();
});

test("a few values missing on both sides alike do not count", () => {
  const sides = { baseline: side({ scored: 98, unscored: 2 }), candidate: side({ scored: 98, unscored: 2 }) };
  // SciPy 1.17.1: binomtest(2, 4).pvalue = 1.
  expect(differentialFailure(sides, { lacking: { baseline: 2, candidate: 2 }, alpha: 0.05 })).toEqual({
    test: "mcnemar",
    baselineMissing: 2,
    candidateMissing: 2,
    pValue: 1,
    isDifferential: false,
  });
});

test("items that only the candidate lacks are tested by McNemar", () => {
  const sides = {
    baseline: side({ scored: 199, unscored: 1 }),
    candidate: side({ scored: 191, unscored: 9 }),
  };
  const found = differentialFailure(sides, { lacking: { baseline: 1, candidate: 9 }, alpha: 0.05 });
  // SciPy 1.17.1: binomtest(1, 10).pvalue.
  expectClose(found?.pValue, 0.021484375);
  expect(found?.isDifferential).toBe(true);
});

test("above 5 % rates that differ count, though so few runs prove nothing", () => {
  const sides = { baseline: side({ scored: 20 }), candidate: side({ scored: 18, failed: 2 }) };
  const found = differentialFailure(sides, { lacking: { baseline: 0, candidate: 2 }, alpha: 0.05 });
  expectClose(found?.pValue, 0.5);
  expect(found?.isDifferential).toBe(true);
});

test("up to 5 % they do not", () => {
  const sides = { baseline: side({ scored: 40 }), candidate: side({ scored: 38, failed: 2 }) };
  const found = differentialFailure(sides, { lacking: { baseline: 0, candidate: 2 }, alpha: 0.05 });
  expectClose(found?.pValue, 0.5);
  expect(found?.isDifferential).toBe(false);
});

test("while a side is not done runs are tested by Fisher: items never run say nothing", () => {
  const sides = {
    baseline: side({ scored: 99, failed: 1 }),
    candidate: side({ scored: 92, failed: 8 }, false),
  };
  const found = differentialFailure(sides, { lacking: { baseline: 1, candidate: 300 }, alpha: 0.05 });
  // SciPy 1.17.1: fisher_exact([[1, 99], [8, 92]]).
  expectClose(found?.pValue, 0.03489915197211575);
  expect(found).toMatchObject({
    test: "fisher",
    baselineMissing: 1,
    candidateMissing: 8,
    isDifferential: true,
  });
});
