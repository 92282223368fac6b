import { afterEach, beforeEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareExperiments } from "../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy } from "../../src/domain/comparison/comparison-policy.js";
import { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../src/domain/comparison/metric-difference.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Store } from "../../src/domain/store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { numbered, type RunResult, storeArm } from "../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

let count = 0;

/** A score in steps of 0.05, sometimes missing, sometimes a failed run. */
const result = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 20 }).map((step): RunResult => step / 20) },
  { weight: 1, arbitrary: fc.constant<RunResult>(null) },
  { weight: 1, arbitrary: fc.constant<RunResult>("failed") },
);
const arms = fc.array(fc.tuple(result, result), { minLength: 0, maxLength: 24 });

async function storePair(
  pairs: readonly (readonly [RunResult, RunResult])[],
): Promise<[Experiment, Experiment]> {
  count += 1;
  const write = (side: 0 | 1) =>
    storeArm(store, `${count}-${side}`, { items: numbered(pairs.map((pair) => pair[side])) });
  return [await write(0), await write(1)];
}

async function compare(experiments: readonly Experiment[], baseline: Experiment): Promise<ComparisonReport> {
  const policy = ComparisonPolicy.parse({ margins: { quality: 0.1 } });
  return await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
}

const quality = ({ differences }: ComparisonReport): MetricDifference | undefined =>
  differences.find(({ metric }) => metric === "quality");

/** Paths of nulls in a difference for which no reason is given, and of reasons for what is there. */
function unexplained(difference: MetricDifference): string[] {
  const nulls: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === null) nulls.push(path);
    if (typeof value === "number")
      expect({ path, isFinite: Number.isFinite(value) }).toEqual({ path, isFinite: true });
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`);
  };
  walk(difference, "");
  const reasons = Object.keys(difference.undefinedReasons);
  // What people object to is no figure.
  const figures = nulls.filter((path) => path !== "labelObjection");
  return [
    ...figures.filter((path) => !reasons.includes(path)),
    ...reasons.filter((path) => !figures.includes(path)),
  ];
}

test("swapping the sides negates the difference and keeps everything that has no direction", async () => {
  const opposite = { better: "worse", worse: "better" } as Record<string, string>;
  await fc.assert(
    fc.asyncProperty(arms, async (pairs) => {
      const [left, right] = await storePair(pairs);
      const there = quality(await compare([left, right], left));
      const back = quality(await compare([right, left], right));
      if (there === undefined || back === undefined) {
        expect(back).toBe(there);
        return;
      }
      expect(back.meanDifference ?? 0).toBeCloseTo(-(there.meanDifference ?? 0), 12);
      expect(back.interval?.upper ?? 0).toBeCloseTo(-(there.interval?.lower ?? 0), 10);
      expect([back.wins, back.ties, back.losses]).toEqual([there.losses, there.ties, there.wins]);
      expect(back.pValue ?? -1).toBeCloseTo(there.pValue ?? -1, 10);
      expect(back.verdict).toBe(opposite[there.verdict] ?? there.verdict);
    }),
    { seed: 11, numRuns: 8 },
  );
});

test("the order in which items come changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      arms.chain((pairs) =>
        fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
      ),
      async ([pairs, shuffled]) => {
        const [a, b] = await storePair(pairs);
        const [c, d] = await storePair(shuffled);
        const first = quality(await compare([a, b], a));
        const second = quality(await compare([c, d], c));
        for (const figure of ["meanDifference", "standardError", "pValueT", "pValueWilcoxon"] as const)
          expect(second?.[figure] ?? -1).toBeCloseTo(first?.[figure] ?? -1, 10);
        expect([second?.n, second?.wins, second?.verdict]).toEqual([first?.n, first?.wins, first?.verdict]);
      },
    ),
    { seed: 12, numRuns: 6 },
  );
});

test("a missing value is never a zero: only items with two values make the difference", async () => {
  await fc.assert(
    fc.asyncProperty(arms, async (pairs) => {
      const [left, right] = await storePair(pairs);
      const found = quality(await compare([left, right], left));
      const complete = pairs.filter(([a, b]) => typeof a === "number" && typeof b === "number") as [
        number,
        number,
      ][];
      expect(found?.n ?? 0).toBe(complete.length);
      if (complete.length === 0) expect(found?.meanDifference ?? null).toBeNull();
      else {
        const mean = complete.reduce((sum, [a, b]) => sum + b - a, 0) / complete.length;
        expect(found?.meanDifference).toBeCloseTo(mean, 10);
      }
      expect(found === undefined ? pairs.length : found.n + found.dropped.total).toBe(pairs.length);
    }),
    { seed: 13, numRuns: 12 },
  );
});

test("every figure is a finite number or null with its reason, and the report keeps to its schema", async () => {
  await fc.assert(
    fc.asyncProperty(arms, async (pairs) => {
      const [left, right] = await storePair(pairs);
      const report = await compare([left, right], left);
      expect(ComparisonReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
      for (const difference of report.differences) expect(unexplained(difference)).toEqual([]);
    }),
    { seed: 14, numRuns: 15 },
  );
});

test("better and worse are said of nothing that a refusal applies to", async () => {
  await fc.assert(
    fc.asyncProperty(arms, async (pairs) => {
      const [left, right] = await storePair(pairs);
      for (const found of (await compare([left, right], left)).differences) {
        if (found.verdict !== "better" && found.verdict !== "worse") continue;
        expect(found.n).toBeGreaterThanOrEqual(10);
        expect(found.reliability.differentialFailure?.isDifferential ?? false).toBe(false);
        expect(found.pValueAdjusted).toBeLessThanOrEqual(0.05);
      }
    }),
    { seed: 15, numRuns: 8 },
  );
});

/** Three arms of 10 to 13 items, so that all sign patterns are few: numbers or yes-or-no, apart by a shift, with some values missing. */
const contest = fc.record({
  isBinary: fc.boolean(),
  shifts: fc.tuple(fc.constantFrom(0, 0.05, 0.3), fc.constantFrom(-0.3, 0, 0.1, 0.3)),
  noise: fc.array(fc.tuple(fc.double(unit()), fc.double(unit()), fc.double(unit())), {
    minLength: 10,
    maxLength: 13,
  }),
  margin: fc.constantFrom(0.02, 0.2),
  isHigherBetter: fc.boolean(),
});

function unit() {
  return { min: 0, max: 1, noNaN: true } as const;
}

test("a winner beats every rival in the adjusted interval and test; else no sentence names one", async () => {
  let winners = 0;
  await fc.assert(
    fc.asyncProperty(contest, async ({ isBinary, shifts, noise, margin, isHigherBetter }) => {
      count += 1;
      const experiments: Experiment[] = [];
      for (const [side, shift] of [0, ...shifts].entries()) {
        const values = noise.map((row): number => {
          const value = 0.5 + shift + 0.2 * ((row[side] as number) - 0.5);
          return isBinary ? Number(value > 0.55) : value;
        });
        experiments.push(await storeArm(store, `${count}-${side}`, { items: numbered(values) }));
      }
      const { winner, pairs } = await compareExperiments(store, {
        experiments,
        baselineId: (experiments[0] as Experiment).id,
        policy: ComparisonPolicy.parse({
          margins: { quality: margin },
          higherIsBetter: { quality: isHigherBetter },
        }),
      });
      const against = (id: string) =>
        pairs
          .filter(({ firstId, secondId }) => firstId === id || secondId === id)
          .map((pair) => ({ ...pair, sign: (pair.firstId === id) === isHigherBetter ? 1 : -1 }));
      if (winner.experimentId === null) {
        expect(winner.sentence).toMatch(/^No winner on quality: /);
        const [leader] = winner.tiedIds;
        for (const { verdict, firstId } of against(leader as string))
          expect(firstId === leader ? "worse" : "better").not.toBe(verdict);
        return;
      }
      winners += 1;
      const rivals = against(winner.experimentId);
      expect(rivals).toHaveLength(2);
      for (const { interval, pValueAdjusted, sign } of rivals) {
        expect(
          sign * (sign === 1 ? (interval?.lower as number) : (interval?.upper as number)),
        ).toBeGreaterThan(0);
        expect(pValueAdjusted).toBeLessThanOrEqual(0.05);
      }
    }),
    { seed: 16, numRuns: 10, endOnFailure: true },
  );
  expect(winners).toBeGreaterThan(1);
});
