import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, compareArms, numbered, type RunResult } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const arm = (results: readonly RunResult[]): Arm => ({ items: numbered(results) });
/** Forty scores around `level`; `phase` shifts which items are easy for whom, so that differences vary. */
const around = (level: number, phase = 0): number[] =>
  Array.from({ length: 40 }, (_, index) => level + (index % 5) / 50 + ((index + phase) % 4) / 50);

function pair({ experiments, pairs }: ComparisonReport, first: string, second: string) {
  const idOf = (variant: string): string => experiments.find((side) => side.variant === variant)?.id ?? "";
  return pairs.find(({ firstId, secondId }) => firstId === idOf(first) && secondId === idOf(second));
}

describe("among three variants", () => {
  test("a winner beats every rival in intervals that hold together", async () => {
    const report = await compareArms(store, {
      a: arm(around(0.3)),
      b: arm(around(0.5, 1)),
      c: arm(around(0.7, 2)),
    });
    expect(report.winner).toMatchObject({ variant: "c", tiedIds: [] });
    expect(report.pairs).toHaveLength(3);
    for (const { interval } of report.pairs) expect(interval?.level).toBeCloseTo(1 - 0.05 / 3, 12);
    expect(pair(report, "c", "b")?.interval?.lower).toBeGreaterThan(0);
    expect(report.winner.sentence).toMatch(
      /^c is the best of 3 on quality: from a, 0\.37 → 0\.77 \(\+\d+ %, plausibly .*\); the closest is b, 0\.57 → 0\.77 \(\+35 %, plausibly \+\d+ to \+\d+ %\)\.$/,
    );
  });

  test("two leaders that cannot be told apart are both named, and who is out", async () => {
    const report = await compareArms(store, {
      a: arm(around(0.3)),
      b: arm(around(0.6, 1)),
      c: arm(around(0.6, 3)),
    });
    expect(report.winner.variant).toBeNull();
    const names = report.winner.tiedIds.map(
      (id) => report.experiments.find((side) => side.id === id)?.variant,
    );
    expect(names.sort()).toEqual(["b", "c"]);
    expect(report.winner.sentence).toMatch(
      /^No winner on quality: (b and c|c and b) cannot be distinguished, .*\. a is worse\.$/,
    );
  });

  test("better than the baseline is not yet the winner", async () => {
    const report = await compareArms(store, {
      a: arm(around(0.3)),
      b: arm(around(0.6, 1)),
      c: arm(around(0.6, 3)),
    });
    const verdicts = report.differences
      .filter(({ metric }) => metric === "quality")
      .map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["better", "better"]);
    expect(report.winner.experimentId).toBeNull();
  });

  test("two experiments of one variant are told apart by their names", async () => {
    const report = await compareArms(store, {
      a: arm(around(0.3)),
      b: { ...arm(around(0.6, 1)), change: { variant: "a" } },
    });
    expect(report.winner.sentence).toMatch(/^a \(experiment-b\) is better on quality: /);
  });

  test("reasons speak of the test that decides, which is stepwise; the intervals shown hold together", async () => {
    const report = await compareArms(store, {
      a: arm(around(0.6)),
      b: arm(around(0.6, 1)),
      c: arm(around(0.6, 3)),
    });
    expect(report.pairs.map(({ reason }) => reason)).toEqual(
      Array(3).fill("the 95 % interval includes zero"),
    );
  });

  test("the baseline itself can win", async () => {
    const report = await compareArms(store, {
      a: arm(around(0.8)),
      b: arm(around(0.5, 1)),
      c: arm(around(0.4, 2)),
    });
    expect(report.winner.variant).toBe("a");
  });

  test("where less is better the lowest wins", async () => {
    const report = await compareArms(
      store,
      { a: arm(around(0.3)), b: arm(around(0.5, 1)), c: arm(around(0.7, 2)) },
      { higherIsBetter: { quality: false } },
    );
    expect(report.winner.variant).toBe("a");
  });
});

describe("families of tests", () => {
  test("the primary metric is corrected over all pairs of variants, the others over candidates and metrics", async () => {
    const slow = (byMs: number) => (itemId: string) => 100 + (Number(itemId.slice(1)) % 9) * byMs;
    const report = await compareArms(store, {
      a: { ...arm(around(0.5)), latencyMs: slow(1) },
      b: { ...arm(around(0.52, 1)), latencyMs: slow(2) },
      c: { ...arm(around(0.52, 2)), latencyMs: slow(3) },
    });
    expect(report.policy.primaryMetric).toBe("quality");
    expect(report.differences.map(({ metric, role, familySize }) => ({ metric, role, familySize }))).toEqual([
      { metric: "quality", role: "primary", familySize: 3 },
      { metric: "latency_ms", role: "secondary", familySize: 2 },
      { metric: "quality", role: "primary", familySize: 3 },
      { metric: "latency_ms", role: "secondary", familySize: 2 },
    ]);
    // Table and winner are one decision: the pairs of the baseline carry the p of all pairs.
    for (const { candidateId, pValueAdjusted, verdict } of report.differences.filter(
      ({ role }) => role === "primary",
    )) {
      const same = report.pairs.find(
        ({ firstId, secondId }) => firstId === candidateId && secondId === report.baselineId,
      );
      expect(same).toMatchObject({ pValueAdjusted, verdict });
    }
  });

  test("a single test is not corrected", async () => {
    const report = await compareArms(store, { a: arm(around(0.5)), b: arm(around(0.52, 1)) });
    const [found] = report.differences;
    expect(found?.pValueAdjusted).toBe(found?.pValue);
  });
});

test("a margin that matters makes a real but tiny difference equivalent, and nobody wins by it", async () => {
  const base = around(0.5);
  const report = await compareArms(
    store,
    { a: arm(base), b: arm(base.map((score, index) => score + 0.005 + (index % 2) / 1000)) },
    { margins: { quality: 0.2 } },
  );
  const [found] = report.differences;
  expect(found?.pValueT).toBeLessThan(0.001);
  expect(found?.verdict).toBe("equivalent");
  expect(report.winner.variant).toBeNull();
  expect(report.winner.sentence).toBe(
    "b and a are equivalent on quality: 0.570 → 0.576 (+1 %, plausibly −12 to +14 %), within ±0.2.",
  );
});

test("three candidates, each equivalent alone, are not called so before the correction agrees", async () => {
  const base = around(0.5);
  // Betting against a margin of 0.12: p = 0.0126 for differences of ±0.05 over 40 items, 0.0121 for none at all.
  const wobble = base.map((score, index) => score + (index % 2 === 0 ? 0.05 : -0.05));
  const margins = { margins: { quality: 0.12 } };
  const alone = await compareArms(store, { one: arm(base), two: arm(wobble) }, margins);
  expect(alone.differences[0]).toMatchObject({ verdict: "equivalent" });
  const many = await compareArms(
    store,
    { a: arm(base), b: arm(wobble), c: arm(wobble), d: arm(wobble) },
    margins,
  );
  const quality = many.differences.filter(({ metric }) => metric === "quality");
  expect(quality.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive", "inconclusive"]);
  const [found] = quality;
  expect(found?.equivalence?.pValueAdjusted).toBeCloseTo(6 * 0.0121, 3);
  expect(found?.reason).toMatch(
    /but not after Holm's correction for the equivalence tests: the adjusted p is 0\.072$/,
  );
});

test("one of two that are equivalent, but of which a third is not proven so, is not called equivalent with it", async () => {
  const base = around(0.5);
  const near = base.map((score, index) => score + (index % 2 === 0 ? 0.02 : -0.02));
  const far = base.map((score, index) => score + (index % 2 === 0 ? -0.3 : 0.3) - 0.004 * (index % 3));
  const report = await compareArms(
    store,
    { a: arm(base), b: arm(near), c: arm(far) },
    { margins: { quality: 0.12 } },
  );
  expect(report.winner.variant).toBeNull();
  expect(report.pairs.map(({ verdict }) => verdict).sort()).toEqual([
    "equivalent",
    "inconclusive",
    "inconclusive",
  ]);
  expect(report.winner.sentence).toMatch(/ cannot be distinguished, /);
});
