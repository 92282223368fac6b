import { describe, expect, test } from "@jest/globals";
import { equivalenceTest } from "../../../src/statistics/equivalence/equivalence-test.js";
import { nonInferiorityTest } from "../../../src/statistics/equivalence/non-inferiority-test.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Sides {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly margin: number;
  readonly alpha: number;
}
interface Equivalence {
  readonly tost_p: number | null;
  readonly lower?: { readonly t: number; readonly p: number; readonly df: number };
  readonly upper?: { readonly t: number; readonly p: number };
  readonly ci90?: readonly [number, number];
  readonly noninferiority_p?: number;
  readonly ni_lower_bound_95_onesided?: number;
  readonly noninferior: boolean;
  readonly equivalent?: boolean;
  readonly regression_p?: number;
}

test.each(vectorSection<readonly VectorCase<Sides, Equivalence>[]>("tost"))(
  "margin $input.margin, n = $input.a.length",
  ({ input, expected }) => {
    const { margin, alpha } = input;
    const differences = pairedDifferences(
      input.a.map((baseline, index) => ({ baseline, candidate: input.b[index] as number })),
    );
    const equivalence = equivalenceTest(differences, { margin, alpha });
    expectClose(equivalence.pValue, expected.tost_p);
    expectClose(equivalence.lower?.t ?? null, expected.lower?.t ?? null);
    expectClose(equivalence.lower?.pValue ?? null, expected.lower?.p ?? null);
    if (expected.lower !== undefined)
      expect(pairedTTest(differences, { level: 1 - alpha }).degreesOfFreedom).toBe(expected.lower.df);
    expectClose(equivalence.upper?.t ?? null, expected.upper?.t ?? null);
    expectClose(equivalence.upper?.pValue ?? null, expected.upper?.p ?? null);
    expect(equivalence.equivalent).toBe(expected.equivalent ?? (expected.tost_p as number) < alpha);
    const gate = nonInferiorityTest(differences, { margin, alpha });
    expect(gate.outcome === "pass").toBe(expected.noninferior);
    expectClose(gate.pValue, expected.noninferiority_p ?? null);
    expectClose(gate.pValueRegression, expected.regression_p ?? null);
    if (expected.ci90 !== undefined) {
      expectInterval(equivalence.interval, expected.ci90);
      expectClose(gate.lowerBound, expected.ni_lower_bound_95_onesided as number);
    }
  },
);

describe("the gate has three states", () => {
  const policy = { margin: 0.1, alpha: 0.05 };

  test("pass when the drop is provably within the margin", () => {
    expect(nonInferiorityTest([0.01, -0.01, 0.02, -0.02, 0], policy).outcome).toBe("pass");
  });
  test("fail when a drop beyond the margin is proven", () => {
    expect(nonInferiorityTest([-0.31, -0.29, -0.32, -0.28, -0.3], policy).outcome).toBe("fail");
  });
  test("inconclusive in between, with the items needed", () => {
    const result = nonInferiorityTest([0.4, -0.5, 0.3, -0.4, 0.1, -0.2], policy);
    expect(result.outcome).toBe("inconclusive");
    // ((1.6448536 + 0.8416212) * 0.3728270 / 0.1)^2 = 85.9
    expect(result.itemsNeeded).toBe(86);
  });
  test("inconclusive without pairs or with one, never a pass", () => {
    expect(nonInferiorityTest([], policy)).toMatchObject({
      outcome: "inconclusive",
      undefinedReason: "no_pairs",
      lowerBound: null,
    });
    expect(nonInferiorityTest([0.5], policy)).toMatchObject({
      outcome: "inconclusive",
      undefinedReason: "one_pair",
    });
  });
  test("at zero variance the mean itself decides", () => {
    expect(nonInferiorityTest([-0.05, -0.05], policy)).toMatchObject({ outcome: "pass", pValue: null });
    expect(nonInferiorityTest([-0.2, -0.2], policy)).toMatchObject({ outcome: "fail", pValue: null });
    expect(equivalenceTest([0.2, 0.2], policy)).toMatchObject({ equivalent: false, pValue: null });
  });
  test("margins that are not above zero are refused", () => {
    expect(() => nonInferiorityTest([1, 2], { margin: 0, alpha: 0.05 })).toThrow(StatisticInputError);
    expect(() => equivalenceTest([1, 2], { margin: 0.1, alpha: 0.5 })).toThrow(StatisticInputError);
    const optimistic = { ...policy, assumedDifference: -0.1 };
    expect(() => nonInferiorityTest([1, 2], optimistic)).toThrow(/margin \+ assumedDifference is 0/);
  });
});
