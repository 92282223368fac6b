import { describe, expect, test } from "@jest/globals";
import { decideVerdict } from "../../../src/analysis/comparison/decide-verdict.js";
import type { Evidence } from "../../../src/analysis/comparison/evidence.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";

const policy = (given: object = {}): ComparisonPolicy => ComparisonPolicy.parse(given);

/** Forty pairs whose interval excludes zero, with `change`. */
function evidence(change: Partial<Evidence> = {}): Evidence {
  return {
    test: {
      n: 40,
      meanDifference: 0.1,
      interval: { level: 0.95, lower: 0.05, upper: 0.15 },
      pValue: 0.001,
      pValueMethod: "t",
      pValueT: 0.001,
      pValueOfPairs: 0.001,
      refusal: null,
    },
    higherIsBetter: true,
    obstacle: null,
    timeOuts: null,
    clusters: null,
    isClusterFieldUnknown: false,
    family: { pValueAdjusted: 0.001, size: 1 },
    equivalence: null,
    unseenItems: null,
    missingItems: 0,
    missingShare: 0,
    differentialFailure: null,
    sequence: null,
    ...change,
  };
}

const withTest = (test: Partial<Evidence["test"]>): Partial<Evidence> => ({
  test: { ...evidence().test, ...test },
});

/** A test that does not reject. */
const INSIDE = { pValue: 0.2, pValueOfPairs: 0.2 };

describe("a verdict", () => {
  test("is better when the interval is above zero", () => {
    expect(decideVerdict(evidence(), policy())).toEqual({
      verdict: "better",
      reason: "the 95 % interval excludes zero",
    });
  });

  test("is worse when the same holds for latency", () => {
    expect(decideVerdict(evidence({ higherIsBetter: false }), policy()).verdict).toBe("worse");
  });

  test("is inconclusive when the interval includes zero", () => {
    const change = withTest({ ...INSIDE, interval: { level: 0.95, lower: -0.01, upper: 0.21 } });
    expect(decideVerdict(evidence(change), policy())).toEqual({
      verdict: "inconclusive",
      reason: "the 95 % interval includes zero",
    });
  });

  test("stands whatever the missing values would have been, and says so", () => {
    expect(decideVerdict(evidence({ missingItems: 6 }), policy())).toEqual({
      verdict: "better",
      reason: "the 95 % interval excludes zero, whatever the 6 missing values would have been",
    });
  });

  test("is not given where missing values could change it, and says so", () => {
    const change = withTest({ pValue: 0.3, pValueMethod: "missing_values" });
    expect(decideVerdict(evidence({ ...change, missingItems: 1 }), policy())).toEqual({
      verdict: "inconclusive",
      reason:
        "the pairs alone would decide it, but the 1 missing value could change the result: with the worst possible ones in their place the 95 % interval includes zero",
    });
  });

  test("needs Holm's correction to agree", () => {
    const family = { pValueAdjusted: 0.08, size: 4 };
    expect(decideVerdict(evidence({ family }), policy())).toEqual({
      verdict: "inconclusive",
      reason:
        "the 95 % interval excludes zero, but not after Holm's correction for 4 tests: the adjusted p is 0.0800",
    });
  });

  test("is equivalent inside a declared margin, even where the interval excludes zero", () => {
    const interval = { level: 0.9, lower: 0.06, upper: 0.14 };
    const equivalence = { margin: 0.2, pValue: 0.001, pValueAdjusted: 0.001, interval, isEquivalent: true };
    expect(decideVerdict(evidence({ equivalence }), policy({ margins: { quality: 0.2 } }))).toEqual({
      verdict: "equivalent",
      reason: "the 90 % interval lies within ±0.2, the margin that does not matter",
    });
  });

  test("is not equivalent for want of evidence: a wide interval stays inconclusive", () => {
    const change = withTest({ ...INSIDE, interval: { level: 0.95, lower: -0.3, upper: 0.5 } });
    const interval = { level: 0.9, lower: -0.25, upper: 0.45 };
    const equivalence = { margin: 0.2, pValue: 0.4, pValueAdjusted: 0.4, interval, isEquivalent: false };
    expect(decideVerdict(evidence({ ...change, equivalence }), policy()).verdict).toBe("inconclusive");
  });

  test("is not equivalent when the correction for several equivalence tests does not agree, and says so", () => {
    const change = withTest({ ...INSIDE, interval: { level: 0.95, lower: -0.19, upper: 0.21 } });
    const interval = { level: 0.9, lower: -0.16, upper: 0.18 };
    const equivalence = { margin: 0.2, pValue: 0.03, pValueAdjusted: 0.09, interval, isEquivalent: false };
    expect(decideVerdict(evidence({ ...change, equivalence }), policy())).toEqual({
      verdict: "inconclusive",
      reason:
        "the 95 % interval includes zero; the 90 % interval lies within ±0.2, but not after Holm's correction for the equivalence tests: the adjusted p is 0.090",
    });
  });
});

describe("a verdict is refused, with the reason,", () => {
  test("when the sides must not be compared", () => {
    const obstacle = "different dataset versions: a and b";
    expect(decideVerdict(evidence({ obstacle }), policy())).toEqual({
      verdict: "incomparable",
      reason: obstacle,
    });
  });

  test.each([
    [0, "no item has a value on both sides"],
    [1, "1 pair; a verdict on a mean needs at least 10"],
    [2, "2 pairs; a verdict on a mean needs at least 10"],
    [9, "9 pairs; a verdict on a mean needs at least 10"],
  ])("with %i pairs", (n, reason) => {
    expect(decideVerdict(evidence(withTest({ n })), policy())).toEqual({
      verdict: "insufficient_data",
      reason,
    });
  });

  test("when all pairs are one cluster", () => {
    expect(decideVerdict(evidence({ clusters: 1 }), policy({ clusterBy: "document" }))).toEqual({
      verdict: "insufficient_data",
      reason: "all 40 pairs are one cluster by document: one observation has no interval",
    });
  });

  test("when no item has the cluster field", () => {
    const change = { clusters: 40, isClusterFieldUnknown: true };
    expect(decideVerdict(evidence(change), policy({ clusterBy: "documnet" }))).toEqual({
      verdict: "insufficient_data",
      reason: 'no item has the metadata field "documnet" to cluster by',
    });
  });

  test("when all pairs are equal", () => {
    const change = withTest({
      meanDifference: 0,
      interval: null,
      pValue: null,
      pValueMethod: null,
      pValueOfPairs: null,
    });
    expect(decideVerdict(evidence(change), policy())).toEqual({
      verdict: "insufficient_data",
      reason: "all 40 pairs are equal; without variance there is no interval",
    });
  });

  test("when all pairs differ alike", () => {
    const change = withTest({
      meanDifference: 0.25,
      interval: null,
      pValue: null,
      pValueMethod: null,
      pValueOfPairs: null,
    });
    expect(decideVerdict(evidence(change), policy()).reason).toBe(
      "all 40 pairs differ by exactly 0.25; without variance there is no interval",
    );
  });

  test("when the values give no mean to trust", () => {
    const refusal = "20 pairs; a mean latency needs at least 100, as rare large values have no bound";
    expect(decideVerdict(evidence(withTest({ refusal })), policy())).toEqual({
      verdict: "insufficient_data",
      reason: refusal,
    });
  });

  test("when more pairs are missing than the policy allows", () => {
    const missing = { policy: "refuse", aboveShare: 0.1 };
    expect(decideVerdict(evidence({ missingShare: 0.12 }), policy({ missing }))).toEqual({
      verdict: "insufficient_data",
      reason: "12 % of the items have no pair; the policy refuses a verdict above 10 %",
    });
    expect(decideVerdict(evidence({ missingShare: 0.1 }), policy({ missing })).verdict).toBe("better");
  });

  test("when values are missing not at random", () => {
    const differentialFailure = {
      test: "mcnemar" as const,
      baselineMissing: 1,
      candidateMissing: 9,
      pValue: 0.021484375,
      isDifferential: true,
    };
    expect(decideVerdict(evidence({ differentialFailure }), policy())).toEqual({
      verdict: "inconclusive",
      reason:
        "values are not missing at random: 9 items lack a value in the candidate only, 1 in the baseline only (p 0.021), so the pairs left may not be like all items",
    });
  });
});
