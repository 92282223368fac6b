import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy } from "../../src/domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../src/domain/comparison/metric-difference.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { JsonObject } from "../../src/domain/json/json.js";
import type { Store } from "../../src/domain/store.js";
import { createRandom } from "../../src/statistics/seeded-random.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { declaredScore } from "../support/declared-score.js";
import { type Arm, type RunResult, storeArm } from "../support/stored-arms.js";

/** What no verdict may depend on, for each kind of evidence that decides one: through the store and the whole comparison. */

let store: Store;
beforeAll(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterAll(() => store.close());

/** One item: what each side's run left, and what is known of it before. */
interface Row {
  readonly sides: readonly [baseline: RunResult, candidate: RunResult];
  readonly metadata: JsonObject;
}

interface Kind {
  readonly policy: object;
  /** Rows of a candidate that gains so much. */
  readonly rows: (gain: number, random: () => number) => readonly Row[];
  readonly gains: readonly number[];
  readonly dataType?: Arm["dataType"];
  /** Null = the metric has no range. */
  readonly range?: null;
  /** Yes and no have no other unit. */
  readonly hasUnit?: false;
  readonly failsAsWorst?: true;
  /** Whether the items' order is recorded, and so a part of the evidence. */
  readonly isOrdered?: true;
}

const unit = (value: number): number => Math.min(1, Math.max(0, value));
const rowsOf = (
  n: number,
  sides: (index: number) => Row["sides"],
  metadata: (index: number) => JsonObject = () => ({}),
) => Array.from({ length: n }, (_, index): Row => ({ sides: sides(index), metadata: metadata(index) }));
/** Scores of a judge with eight levels, the candidate's so much above but for a level up or down. */
const judged = (gain: number, random: () => number): Row["sides"] => {
  const before = Math.round(2 + 4 * random()) / 8;
  return [before, unit(before + gain + (Math.floor(3 * random()) - 1) / 8)];
};

const KINDS: Readonly<Record<string, Kind>> = {
  "yes-or-no values": {
    policy: {},
    dataType: "BOOLEAN",
    hasUnit: false,
    gains: [-0.8, 0.1, 0.8],
    rows: (gain, random) =>
      rowsOf(40, () => {
        const before = random() < 0.5 ? 1 : 0;
        return [before, random() < Math.abs(gain) ? (gain > 0 ? 1 : 0) : before];
      }),
  },
  "scores without a range": {
    policy: {},
    range: null,
    gains: [-0.5, 0.02, 0.5],
    rows: (gain, random) =>
      rowsOf(40, () => {
        const before = 20 + 4 * random();
        return [before, before + gain + random() - 0.5];
      }),
  },
  "items in clusters": {
    policy: { clusterBy: "topic" },
    gains: [-0.3, 0.02, 0.3],
    rows: (gain, random) => {
      const topics = Array.from({ length: 20 }, () => 0.1 * (random() - 0.5));
      return rowsOf(
        60,
        (index) => judged(gain + (topics[index % 20] as number), random),
        (index) => ({ topic: `t${index % 20}` }),
      );
    },
  },
  "scores adjusted by a covariate": {
    policy: { covariate: { metadata: "difficulty", mean: 0.5 } },
    gains: [-0.2, 0.01, 0.2],
    rows: (gain, random) => {
      const hard = Array.from({ length: 40 }, () => random());
      return rowsOf(
        40,
        (index) => judged(gain + 0.2 * ((hard[index] as number) - 0.5), random),
        (index) => ({ difficulty: hard[index] as number }),
      );
    },
  },
  "failed runs as the worst": {
    policy: { missing: { failed: 0 } },
    failsAsWorst: true,
    gains: [-0.3, 0.04, 0.3],
    rows: (gain, random) =>
      rowsOf(40, (index) => {
        const [before, after] = judged(gain, random);
        return [index === 3 ? "failed" : before, index === 3 || index === 4 ? "failed" : after];
      }),
  },
  "a comparison that was looked at": {
    policy: { stopEarly: { minimumItems: 20 } },
    isOrdered: true,
    gains: [-0.3, 0.02, 0.3],
    rows: (gain, random) => rowsOf(50, () => judged(gain, random)),
  },
};

let count = 0;
const idOf = (place: number): string => `i${String(place).padStart(3, "0")}`;

/** The candidate's difference, with the ids of the items by place, or by another order. */
async function compare(
  kind: Kind,
  rows: readonly Row[],
  { isSwapped = false, unit: scale = 1, ids = [...rows.keys()].map(idOf) } = {},
): Promise<MetricDifference> {
  count += 1;
  const { id: datasetId } = await store.createDataset({ name: `kinds-${count}` });
  const items = rows.map(({ metadata }, place) => ({ id: ids[place] as string, input: null, metadata }));
  const { version } = await store.putItems(datasetId, items);
  const policy = ComparisonPolicy.parse({
    primaryMetric: "quality",
    margins: { quality: 0.02 * scale },
    ...kind.policy,
  });
  const range = kind.range === null ? null : { minimum: 0, maximum: scale };
  const change: Partial<Experiment> = {
    datasetId,
    datasetVersion: version as string,
    ...declaredScore(kind.dataType === "BOOLEAN" ? null : { range, higherIsBetter: true }),
    ...(kind.isOrdered === true
      ? { orderSeed: 7, status: "stopped_early" as const, comparePolicy: policy }
      : {}),
  };
  const write = async (side: 0 | 1): Promise<Experiment> => {
    const results = rows.map(({ sides }, place): [string, RunResult] => {
      const result = sides[side];
      return [ids[place] as string, typeof result === "number" ? result * scale : result];
    });
    const arm = { items: Object.fromEntries(results), change };
    return await storeArm(
      store,
      `kinds-${count}-${side}`,
      kind.dataType === undefined ? arm : { ...arm, dataType: kind.dataType },
    );
  };
  const [first, second] = [await write(0), await write(1)];
  const [baseline, candidate] = isSwapped ? [second, first] : [first, second];
  const experiments = [baseline, candidate];
  const report = await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
  return report.differences[0] as MetricDifference;
}

const MIRROR = { better: "worse", worse: "better" } as Readonly<Record<string, string>>;
const lossOf = ({ sides: [before, after] }: Row): number =>
  typeof before === "number" && typeof after === "number" ? before - after : 0;
const failing = ({ sides: [before, after], metadata }: Row, side: 0 | 1 = 1): Row => ({
  sides: side === 0 ? ["failed", after] : [before, "failed"],
  metadata,
});

describe.each(Object.entries(KINDS))("a verdict on %s", (name, kind) => {
  let cases: readonly { readonly rows: readonly Row[]; readonly found: MetricDifference }[] = [];
  beforeAll(async () => {
    const made: (typeof cases)[number][] = [];
    for (const gain of kind.gains) {
      const rows = kind.rows(gain, createRandom(`${name} ${gain}`));
      made.push({ rows, found: await compare(kind, rows) });
    }
    cases = made;
  });

  test("comes about in all ways", () => {
    expect(cases.map(({ found }) => found.verdict)).toEqual(["worse", "inconclusive", "better"]);
  });

  test("is mirrored by a swap of the sides", async () => {
    for (const { rows, found } of cases) {
      const back = await compare(kind, rows, { isSwapped: true });
      expect(back.verdict).toBe(MIRROR[found.verdict] ?? found.verdict);
      expect(back.interval?.upper).toBeCloseTo(-(found.interval?.lower as number), 9);
      expect(back.pValue ?? -1).toBeCloseTo(found.pValue ?? -1, 9);
    }
  });

  test("does not depend on the order of the items, their names, or the unit of the metric", async () => {
    for (const { rows, found } of cases) {
      const places = [...rows.keys()].sort((one, other) => ((one * 17) % 101) - ((other * 17) % 101));
      const ids = places.map(idOf);
      const moved =
        kind.isOrdered === true ? rows : places.map((_, place) => rows[(place * 7 + 3) % rows.length] as Row);
      const scale = kind.hasUnit === false ? 1 : 40;
      const again = await compare(kind, moved, { ids, unit: scale });
      expect(again.verdict).toBe(found.verdict);
      expect((again.interval?.lower as number) / scale).toBeCloseTo(found.interval?.lower as number, 9);
      expect(again.pValue ?? -1).toBeCloseTo(found.pValue ?? -1, 9);
    }
  });

  test("is never better for a run that fails, in the place of a bad result or beside all others", async () => {
    const verdicts: string[] = [];
    for (const { rows, found } of cases.filter((one) => one.found.verdict !== "worse")) {
      const worst = [...rows].sort((one, other) => lossOf(other) - lossOf(one)).slice(0, 2);
      const [first] = worst as [Row];
      for (const more of [
        rows.map((row) => (worst.includes(row) ? failing(row) : row)),
        // A baseline that failed, and counts as the worst by the policy, speaks for the candidate.
        ...(kind.failsAsWorst === true ? [] : [rows.map((row) => (row === first ? failing(row, 0) : row))]),
        [...rows, failing(first)],
      ]) {
        const { verdict } = await compare(kind, more);
        verdicts.push(verdict);
        if (verdict === "better") expect(found.verdict).toBe("better");
      }
    }
    // Without a range the worst that a failure can hide is as far away as the values of all items are.
    if (kind.range !== null) expect(verdicts).toContain("better");
  });
});
