import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../../src/domain/comparison/metric-difference.js";
import type { JsonObject } from "../../../src/domain/json/json.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { expectClose } from "../../support/statistics-vectors.js";
import { compareArms, numbered, storeItems } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

/** Compares differences, item by item, over a dataset whose items have this metadata. */
async function compare(
  differences: readonly number[],
  metadataOf: (index: number) => JsonObject,
  policy: object,
): Promise<ComparisonReport> {
  const metadata = Object.fromEntries(
    Object.keys(numbered([...differences])).map((id, index) => [id, metadataOf(index)]),
  );
  const change = await storeItems(store, metadata);
  return await compareArms(
    store,
    {
      a: { items: numbered(differences.map(() => 0.5)), change },
      b: { items: numbered(differences.map((difference) => 0.5 + difference)), change },
    },
    policy,
  );
}

const quality = ({ differences }: ComparisonReport): MetricDifference =>
  differences.find(({ metric }) => metric === "quality") as MetricDifference;

const DIFFERENCES = [0.1, 0.2, -0.05, 0.15, 0.0, 0.3, 0.12, -0.1, 0.05, 0.2, 0.07, 0.11];

describe("items that belong together", () => {
  test("have the cluster-robust error, and too few clusters prove nothing", async () => {
    const report = await compare(DIFFERENCES, (index) => ({ document: Math.floor(index / 3) }), {
      clusterBy: "document",
    });
    const found = quality(report);
    // CR1 by hand (NumPy), t on 3 degrees of freedom by SciPy 1.17.1; see test-pairs.test.ts.
    expectClose(found.standardError, 0.027834663973515444);
    expect(found).toMatchObject({ n: 12, clusters: 4, degreesOfFreedom: 3, intervalMethod: "widened_t" });
    expect(found).toMatchObject({
      verdict: "inconclusive",
      reason:
        "the 95 % interval includes zero: the pairs agree, but 4 clusters can show none of 52.7 % of all clusters, and those would undo the difference if they jumped 0.18 the other way, which 30 clusters like these would rule out",
    });
    expect(found.notes).toContain("only 4 clusters: the cluster-robust error is itself uncertain");
    expect(report.warnings).toEqual([
      "items are clustered by document: figures corrected by labels take them as independent all the same, and their intervals are too narrow where items of a cluster are alike",
    ]);
  });

  test("in a single cluster are one observation", async () => {
    const found = quality(await compare(DIFFERENCES, () => ({ document: "x" }), { clusterBy: "document" }));
    expect(found).toMatchObject({
      clusters: 1,
      standardError: null,
      interval: null,
      pValue: null,
      verdict: "insufficient_data",
      reason: "all 12 pairs are one cluster by document: one observation has no interval",
    });
    expect(found.undefinedReasons.interval).toBe("one cluster has no variance");
  });

  test("that are few are no promise, and the report says so", async () => {
    const even = quality(
      await compare(DIFFERENCES, (index) => ({ document: index % 4 }), { clusterBy: "document" }),
    );
    expect(even.notes).toContain("only 4 clusters: the cluster-robust error is itself uncertain");
    expect(even.notes.join()).not.toContain("differ so much in size");
  });

  test("that differ much in size count like fewer, and the report says like how many", async () => {
    const uneven = quality(
      await compare(DIFFERENCES, (index) => ({ document: index < 9 ? "big" : index }), {
        clusterBy: "document",
      }),
    );
    // Clusters of 9, 1, 1 and 1 items: Satterthwaite's degrees of freedom, NumPy by the definition.
    expect(uneven.degreesOfFreedom).toBeCloseTo(1.4578313253012, 10);
    expect(uneven.notes).toContain(
      "the 4 clusters differ so much in size that they count like 2.5 of one size",
    );
  });

  test("by a field that no item has are not taken for independent", async () => {
    const found = quality(await compare(DIFFERENCES, () => ({ document: "x" }), { clusterBy: "documnet" }));
    expect(found).toMatchObject({
      verdict: "insufficient_data",
      reason: 'no item has the metadata field "documnet" to cluster by',
    });
  });

  test("count as a cluster each where they lack the field, and the report says how many", async () => {
    const found = quality(
      await compare(DIFFERENCES, (index) => (index < 6 ? { document: "x" } : {}), { clusterBy: "document" }),
    );
    expect(found.clusters).toBe(7);
    expect(found.notes).toContain("6 items lack the cluster field and count as a cluster each");
  });
});

describe("slices", () => {
  /** Forty items: the first twenty gain, the others lose, each a little differently. */
  const gains = Array.from({ length: 40 }, (_, index) => (index < 20 ? 0.1 : -0.1) + (index % 7) / 100);

  test("show where a difference comes from, corrected and labelled exploratory", async () => {
    const report = await compare(gains, (index) => ({ kind: index < 20 ? "short" : "long" }), {
      sliceBy: ["kind"],
    });
    const { label, fields, differences, omitted } = report.slices as NonNullable<ComparisonReport["slices"]>;
    expect({ label, fields, omitted }).toEqual({ label: "exploratory", fields: ["kind"], omitted: {} });
    expect(differences.map(({ value, n, wins, losses }) => ({ value, n, wins, losses }))).toEqual([
      { value: "long", n: 20, wins: 0, losses: 20 },
      { value: "short", n: 20, wins: 20, losses: 0 },
    ]);
    // Benjamini–Hochberg of two: the larger p stays, the smaller is at most that.
    const [long, short] = differences;
    const larger = Math.max(long?.pValue as number, short?.pValue as number);
    for (const slice of [long, short]) expect(slice?.qValue).toBeLessThanOrEqual(larger);
    expect(quality(report).verdict).not.toBe("worse");
  });

  test("of items without the field are a slice of their own", async () => {
    const report = await compare(gains, (index) => (index < 15 ? { kind: "short" } : {}), {
      sliceBy: ["kind"],
    });
    expect(report.slices?.differences.map(({ value, n }) => [value, n])).toEqual([
      [null, 25],
      ["short", 15],
    ]);
  });

  test("too small for a mean have no interval, with the reason", async () => {
    const report = await compare(gains, (index) => ({ kind: index < 3 ? "rare" : "common" }), {
      sliceBy: ["kind"],
    });
    const rare = report.slices?.differences.find(({ value }) => value === "rare");
    expect(rare).toMatchObject({
      n: 3,
      interval: null,
      pValue: null,
      qValue: null,
      undefinedReason: "3 pairs; a slice needs at least 10",
    });
  });

  test("are the twenty largest of a field, the others counted", async () => {
    const report = await compare(gains, (index) => ({ id: index }), { sliceBy: ["id"] });
    expect(report.slices?.differences).toHaveLength(20);
    expect(report.slices?.omitted).toEqual({ id: 20 });
  });

  test("by a field that no item has are announced as such", async () => {
    const report = await compare(gains, () => ({ kind: "x" }), { sliceBy: ["knid"] });
    expect(report.warnings).toContain('no item has the metadata field "knid" to slice by');
  });

  test("are absent when nobody asked", async () => {
    expect((await compare(gains, () => ({ kind: "x" }), {})).slices).toBeNull();
  });
});
