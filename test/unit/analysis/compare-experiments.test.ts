import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../../src/domain/comparison.js";
import { parseComparisonPolicy } from "../../../src/domain/comparison-policy.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { storedComparison } from "../../support/stored-comparison.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const first = ({ differences: [difference] }: ComparisonReport) => {
  if (difference === undefined) throw new Error("the report has no difference");
  return difference;
};

/** Section `paired` of test/unit/statistics/vectors.json, "continuous n=10 (ties in |d|)" (SciPy 1.17.1). */
const A = [0.62, 0.71, 0.55, 0.8, 0.47, 0.66, 0.73, 0.58, 0.69, 0.61];
const B = [0.7, 0.74, 0.58, 0.79, 0.6, 0.71, 0.81, 0.57, 0.78, 0.7];

describe("a comparison", () => {
  test("pairs by item: the reference values of a paired t test", async () => {
    const difference = first(await storedComparison(store, { a: A, b: B }));
    expect(difference.n).toBe(10);
    expect(difference.meanDifference).toBeCloseTo(0.056, 12);
    expect(difference.verdict).toBe("better");
  });

  test("swapped, negates the difference and keeps the p-value", async () => {
    const forth = first(await storedComparison(store, { a: A, b: B }));
    await store.close();
    store = await openSqliteStore({ file: ":memory:" });
    const back = first(await storedComparison(store, { b: B, a: A }));
    expect(back.meanDifference).toBeCloseTo(-(forth.meanDifference as number), 12);
    expect(back.pValueT).toBeCloseTo(forth.pValueT as number, 12);
    expect(back.verdict).toBe("worse");
  });

  test("never fills a missing value in", async () => {
    const difference = first(await storedComparison(store, { a: A, b: [...B.slice(0, 9), null] }));
    expect(difference).toMatchObject({
      ...{ n: 9, verdict: "insufficient_data" },
      reason: "9 pairs; a verdict on a mean needs at least 10",
      dropped: { total: 1, reasons: { missing_in_candidate: 1 } },
    });
  });

  test.each([
    ["1 pair", 1],
    ["2 pairs", 2],
  ])("of %s gives no verdict", async (_name, n) => {
    const difference = first(await storedComparison(store, { a: A.slice(0, n), b: B.slice(0, n) }));
    expect(difference).toMatchObject({
      verdict: "insufficient_data",
      reason: `${n} pairs; a verdict on a mean needs at least 10`,
    });
    if (n === 1) expect(difference).toMatchObject({ interval: null, pValueT: null, standardError: null });
  });

  test("of scores that are all equal says that there is no variance", async () => {
    const flat = A.map(() => 0.5);
    const difference = first(await storedComparison(store, { a: flat, b: flat }));
    expect(difference).toMatchObject({
      verdict: "insufficient_data",
      reason: "all 10 pairs are equal; without variance there is no interval",
      pValueT: null,
    });
  });

  test("with all values missing in one arm has no pair, and says so", async () => {
    const report = await storedComparison(store, { a: A, b: B.map(() => null) });
    const [difference] = report.differences;
    expect(report.winner.variant).toBeNull();
    if (difference !== undefined)
      expect(difference).toMatchObject({ n: 0, meanDifference: null, verdict: "insufficient_data" });
  });

  test("of disjoint items has no pair", async () => {
    const arms = {
      a: [...A, ...A.map(() => null)],
      b: [...B.map(() => null), ...B],
    };
    const difference = first(await storedComparison(store, arms));
    expect(difference).toMatchObject({
      ...{ n: 0, meanDifference: null, interval: null, verdict: "insufficient_data" },
      reason: "no item has a value on both sides",
    });
  });

  test("names the tie set when the best two cannot be told apart", async () => {
    const noise = (index: number) => 0.02 * ((index % 7) - 3);
    const base = Array.from({ length: 42 }, (_, index) => 0.4 + 0.005 * index);
    const report = await storedComparison(store, {
      base,
      one: base.map((value, index) => value + 0.1 + noise(index)),
      two: base.map((value, index) => value + 0.1 + noise(index + 3)),
    });
    expect(report.winner.variant).toBeNull();
    expect(report.winner.tiedIds).toHaveLength(2);
    expect(report.winner.sentence).toMatch(
      /^No winner on quality: .* cannot be told apart, .* base is proven worse\.$/,
    );
  });

  test("within a declared margin is equivalent, not merely inconclusive", async () => {
    const base = Array.from({ length: 60 }, (_, index) => 0.4 + 0.005 * index);
    const alike = base.map((value, index) => value + 0.002 * ((index % 5) - 2));
    const policy = { margins: { quality: 0.02 } };
    const difference = first(await storedComparison(store, { base, alike }, { policy }));
    expect(difference.verdict).toBe("equivalent");
  });
});

describe("a policy", () => {
  test.each([
    ["a margin of 0", { margins: { quality: 0 } }, /a margin is a number above 0/],
    ["a negative margin", { margins: { quality: -0.1 } }, /a margin is a number above 0/],
    ["alpha of 0", { alpha: 0 }, /alpha/],
    ["alpha of 1", { alpha: 1 }, /alpha/],
  ])("refuses %s", (_name, policy, message) => {
    expect(() => parseComparisonPolicy(policy)).toThrow(message);
  });
});
