import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison.js";
import { parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
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
    expect(difference.pValueT).toBeCloseTo(0.003905516709318555, 12);
    // Ten items of a score in [0, 1] can all have missed an item that jumps the other way.
    expect(difference).toMatchObject({ verdict: "inconclusive", pValueMethod: "unseen_items" });
  });

  test("swapped, negates the difference and keeps the p-value", async () => {
    const forth = first(await storedComparison(store, { a: A, b: B }));
    await store.close();
    store = await openSqliteStore({ file: ":memory:" });
    const back = first(await storedComparison(store, { b: B, a: A }));
    expect(back.meanDifference).toBeCloseTo(-(forth.meanDifference as number), 12);
    expect(back.pValueT).toBeCloseTo(forth.pValueT as number, 12);
    expect(back.pValue).toBeCloseTo(forth.pValue as number, 12);
  });

  test("never fills a missing value in", async () => {
    const difference = first(await storedComparison(store, { a: A, b: [...B.slice(0, 9), null] }));
    expect(difference).toMatchObject({
      n: 9,
      verdict: "insufficient_data",
      reason: "9 pairs; a verdict on a mean needs at least 10",
      dropped: { total: 1, reasons: { missing_in_candidate: 1 } },
    });
  });

  test.each([
    ["1 pair", 1],
    ["2 pairs", 2],
  ])("of %s gives no verdict", async (name, n) => {
    const difference = first(await storedComparison(store, { a: A.slice(0, n), b: B.slice(0, n) }));
    expect(difference).toMatchObject({
      verdict: "insufficient_data",
      reason: `${name}; a verdict on a mean needs at least 10`,
    });
    if (n === 1) expect(difference).toMatchObject({ interval: null, pValueT: null, standardError: null });
  });

  test("of scores that are all equal proves nothing: what ten items did not show may still be there", async () => {
    const flat = A.map(() => 0.5);
    const difference = first(await storedComparison(store, { a: flat, b: flat }));
    expect(difference).toMatchObject({
      verdict: "inconclusive",
      reason: "the 95 % interval includes zero",
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
      n: 0,
      meanDifference: null,
      interval: null,
      verdict: "insufficient_data",
      reason: "no item has a value on both sides",
    });
  });

  test("over dataset versions without a common item is refused", async () => {
    const difference = first(
      await storedComparison(
        store,
        { a: A, b: B },
        { change: (variant) => (variant === "b" ? { datasetVersion: "2026-02-02T03:04:05.678Z" } : {}) },
      ),
    );
    expect(difference).toMatchObject({
      verdict: "incomparable",
      reason:
        "no item is the same in the dataset versions 2026-01-02T03:04:05.678Z and 2026-02-02T03:04:05.678Z",
    });
  });

  test("of yes-or-no values with numbers is refused", async () => {
    const difference = first(
      await storedComparison(
        store,
        { a: A, b: B },
        {
          scores: (variant, score) => (variant === "b" ? { ...score, dataType: "BOOLEAN", value: 1 } : score),
        },
      ),
    );
    expect(difference.verdict).toBe("incomparable");
    expect(difference.reason).toMatch(/yes-or-no values and numbers are not the same measure$/);
  });

  test("of scores from different judges is refused", async () => {
    const difference = first(
      await storedComparison(
        store,
        { a: A, b: B },
        { scores: (variant, score) => ({ ...score, fingerprint: `judge of ${variant}` }) },
      ),
    );
    expect(difference).toMatchObject({
      verdict: "incomparable",
      reason: "the scores come from different evaluator versions (fingerprints differ)",
    });
  });

  test("stops at an infinity in the store, and names where it stands", async () => {
    const broken = storedComparison(
      store,
      { a: A, b: B },
      {
        scores: (variant, score) => (variant === "b" ? { ...score, value: Number.POSITIVE_INFINITY } : score),
      },
    );
    await expect(broken).rejects.toThrow(/experiment b.*quality/s);
  });

  test("of items that are one cluster is refused", async () => {
    const dataset = await store.createDataset({ name: "clustered" });
    const { version } = await store.putItems(
      dataset.id,
      A.map((_, index) => ({ id: `i${index}`, input: index, metadata: { document: "one" } })),
    );
    const place = { datasetId: dataset.id, datasetName: "clustered", datasetVersion: version as string };
    const difference = first(
      await storedComparison(
        store,
        { a: A, b: B },
        { policy: { clusterBy: "document" }, change: () => place },
      ),
    );
    expect(difference).toMatchObject({
      clusters: 1,
      verdict: "insufficient_data",
      interval: null,
      reason: "all 10 pairs are one cluster by document: one observation has no interval",
    });
  });

  test("breaks differences down by a field, labelled exploratory and corrected", async () => {
    const dataset = await store.createDataset({ name: "sliced" });
    const { version } = await store.putItems(
      dataset.id,
      [...A, ...A].map((_, index) => ({
        id: `i${index}`,
        input: index,
        metadata: { kind: index < 10 ? "x" : "y" },
      })),
    );
    const place = { datasetId: dataset.id, datasetName: "sliced", datasetVersion: version as string };
    const { slices } = await storedComparison(
      store,
      { a: [...A, ...A], b: [...B, ...B] },
      { policy: { sliceBy: ["kind"] }, change: () => place },
    );
    expect(slices).toMatchObject({ label: "exploratory", fields: ["kind"] });
    expect(slices?.differences.map(({ value, n }) => [value, n])).toEqual([
      ["x", 10],
      ["y", 10],
    ]);
    for (const { pValue, qValue } of slices?.differences ?? [])
      expect(qValue).toBeGreaterThanOrEqual(pValue as number);
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
      /^No winner on quality: .* cannot be distinguished, .* base is worse\.$/,
    );
  });

  test("within a declared margin is equivalent, not merely inconclusive", async () => {
    const base = Array.from({ length: 300 }, (_, index) => 0.4 + 0.005 * (index % 60));
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

test("a negative zero is zero, in every figure and sentence", async () => {
  const valuesOf = (value: (index: number) => number) =>
    Array.from({ length: 40 }, (_, index) => value(index));
  const reports: ComparisonReport[] = [];
  for (const zero of [0, -0]) {
    const own = await openSqliteStore({ file: ":memory:" });
    const old = valuesOf((index) => (index % 4 === 0 ? zero : 0.5));
    reports.push(await storedComparison(own, { old, new: valuesOf((index) => (index % 4 < 2 ? 0 : 0.5)) }));
    await own.close();
  }
  expect(reports[1]).toEqual(reports[0]);
});
