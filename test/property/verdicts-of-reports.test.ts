import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareExperiments } from "../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy } from "../../src/domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../src/domain/comparison/metric-difference.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Store } from "../../src/domain/store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { declaredScore } from "../support/declared-score.js";
import { numbered, type RunResult, storeArm } from "../support/stored-arms.js";

/** What no verdict may depend on, on data as judges give them: few levels, many ties, rare jumps, some runs that fail. */

let store: Store;
beforeAll(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterAll(() => store.close());

type Pair = readonly [baseline: RunResult, candidate: RunResult];
interface Lumpy {
  readonly pairs: readonly Pair[];
  /** Items whose candidate fails beside. */
  readonly failing: number;
}

const LEVELS = 8;
/** One item in so many ties, gains `gain` levels, or jumps; the rest varies by a level. */
const lumpy = fc
  .record({
    items: fc.array(fc.tuple(fc.integer({ min: 0, max: LEVELS }), fc.integer({ min: 0, max: 99 })), {
      minLength: 16,
      maxLength: 60,
    }),
    ties: fc.constantFrom(0, 30, 85),
    jumps: fc.constantFrom(0, 4),
    gain: fc.constantFrom(-3, -1, 1, 3),
    failing: fc.constantFrom(1, 2, 5),
  })
  .map(({ items, ties, jumps, gain, failing }): Lumpy => {
    const levelled = items.map(([level, lot]): Pair => {
      if (lot < ties) return [level, level];
      if (lot >= 100 - jumps) return gain > 0 ? [LEVELS, 0] : [0, LEVELS];
      const after = Math.min(LEVELS, Math.max(0, level + gain + (lot % 3) - 1));
      return [level, after];
    });
    return {
      pairs: levelled.map(([a, b]): Pair => [(a as number) / LEVELS, (b as number) / LEVELS]),
      failing,
    };
  });

let count = 0;

/** The candidate's difference on the score, through store and comparison. */
async function compare(
  pairs: readonly Pair[],
  { isSwapped = false, unit = 1 }: { readonly isSwapped?: boolean; readonly unit?: number } = {},
): Promise<MetricDifference> {
  count += 1;
  const change = declaredScore({ range: { minimum: 0, maximum: unit }, higherIsBetter: true });
  const scaled = (result: RunResult): RunResult => (typeof result === "number" ? result * unit : result);
  const write = (side: 0 | 1): Promise<Experiment> =>
    storeArm(store, `${count}-${side}`, { items: numbered(pairs.map((pair) => scaled(pair[side]))), change });
  const [first, second] = [await write(0), await write(1)];
  const [baseline, candidate] = isSwapped ? [second, first] : [first, second];
  const report = await compareExperiments(store, {
    experiments: [baseline, candidate],
    baselineId: baseline.id,
    policy: ComparisonPolicy.parse({ primaryMetric: "quality", margins: { quality: 0.1 * unit } }),
  });
  return report.differences.find(({ metric }) => metric === "quality") as MetricDifference;
}

const MIRROR = { better: "worse", worse: "better" } as Readonly<Record<string, MetricDifference["verdict"]>>;
/** Told apart, since a property over verdicts of one kind alone would show nothing. */
const expectOfEachKind = (verdicts: readonly string[]): void =>
  expect([...new Set(verdicts)].sort()).toEqual(expect.arrayContaining(["better", "inconclusive", "worse"]));

interface Case extends Lumpy {
  readonly found: MetricDifference;
}
let cases: readonly Case[] = [];
beforeAll(async () => {
  const drawn = fc.sample(lumpy, { seed: 20, numRuns: 12 });
  const compared: Case[] = [];
  for (const one of drawn) compared.push({ ...one, found: await compare(one.pairs) });
  cases = compared;
});

test("verdicts of all kinds come about, as the data are of all kinds", () => {
  expectOfEachKind(cases.map(({ found }) => found.verdict));
  expect(cases.some(({ found }) => found.pValueMethod === "unseen_items")).toBe(true);
  expect(cases.some(({ found }) => found.pValueMethod === "t")).toBe(true);
});

test("a swap of the sides mirrors the verdict, the interval and the bounds", async () => {
  for (const { pairs, found } of cases) {
    const back = await compare(pairs, { isSwapped: true });
    expect(back.verdict).toBe(MIRROR[found.verdict] ?? found.verdict);
    expect(back.interval?.upper).toBeCloseTo(-(found.interval?.lower as number), 9);
    expect(back.bounds?.upper).toBeCloseTo(-(found.bounds?.lower as number), 6);
    expect(back.pValue).toBeCloseTo(found.pValue as number, 9);
  }
});

test("neither the order of the items nor the unit of the metric changes the verdict or its p", async () => {
  for (const [index, { pairs, found }] of cases.entries()) {
    const [shuffled] = fc.sample(fc.shuffledSubarray([...pairs], { minLength: pairs.length }), {
      seed: index,
      numRuns: 1,
    });
    const unit = [0.001, 5, 1_000][index % 3] as number;
    const again = await compare(shuffled as Pair[], { unit });
    expect(again.verdict).toBe(found.verdict);
    expect(again.pValue).toBeCloseTo(found.pValue as number, 9);
    expect((again.interval?.lower as number) / unit).toBeCloseTo(found.interval?.lower as number, 9);
    expect(again.equivalence?.isEquivalent).toBe(found.equivalence?.isEquivalent);
  }
});

test("runs that fail never turn what was not decided into better, nor into equivalent", async () => {
  const verdicts: string[] = [];
  for (const { pairs, failing, found } of cases) {
    // On the items where the candidate loses most, as failures hide what would count against it.
    const lost = (place: number): number => (pairs[place]?.[1] as number) - (pairs[place]?.[0] as number);
    const fails = new Set([...pairs.keys()].sort((one, other) => lost(one) - lost(other)).slice(0, failing));
    const { verdict } = await compare(
      pairs.map(([before, after], place): Pair => [before, fails.has(place) ? "failed" : after]),
    );
    verdicts.push(verdict);
    if (verdict === "better" || verdict === "equivalent") expect(found.verdict).toBe(verdict);
  }
  expect(verdicts).toContain("better");
});
