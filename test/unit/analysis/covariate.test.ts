import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { JsonObject } from "../../../src/domain/json/json.js";
import type { Store } from "../../../src/domain/store.js";
import { covariateAdjustment } from "../../../src/statistics/covariate-adjustment.js";
import { describe as moments } from "../../../src/statistics/describe.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { compareArms, numbered, storeArm, storeItems } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const N = 60;
const noise = createRandom("noise of a covariate's test");
const difficulty = Array.from({ length: N }, (_, index) => (index % 10) / 10);
const level = difficulty.map((hard) => 0.6 - 0.3 * hard);
/** The candidate gains where items are hard, and loses a little on the easy ones. */
const moved = level.map(
  (value, index) => value + 0.2 * (difficulty[index] as number) - 0.06 + 0.04 * (noise() - 0.5),
);
const metadata = (given: (index: number) => JsonObject, n = N) =>
  Object.fromEntries(
    Array.from({ length: n }, (_, index) => [`i${String(index).padStart(3, "0")}`, given(index)]),
  );
const byDifficulty = { covariate: { metadata: "difficulty" } };

async function compare(change: object, policy: object) {
  const report = await compareArms(
    store,
    { base: { items: numbered(level), change }, new: { items: numbered(moved), change } },
    policy,
  );
  const [quality] = report.differences.filter(({ metric }) => metric === "quality");
  if (quality === undefined) throw new Error("no difference");
  return quality;
}

describe("a difference adjusted by a covariate", () => {
  test("gains where the covariate's mean is stated, and says how much", async () => {
    const change = await storeItems(
      store,
      metadata((index) => ({ difficulty: difficulty[index] as number })),
    );
    const quality = await compare(change, { covariate: { metadata: "difficulty", mean: 0.5 } });
    const { adjustment } = quality;
    expect(adjustment).toMatchObject({ covariate: "metadata.difficulty", mean: 0.5, isMeanStated: true });
    expect(adjustment?.slope).toBeCloseTo(0.2, 1);
    expect(adjustment?.correlation).toBeGreaterThan(0.9);
    expect(adjustment?.gain).toBeGreaterThan(5);
    expect(quality.standardError).toBeLessThan((adjustment?.unadjusted.standardError as number) / 2);
    // 0.05 harder than the sample, and a slope of 0.2.
    expect(
      (quality.meanDifference as number) - (adjustment?.unadjusted.meanDifference as number),
    ).toBeCloseTo(0.01, 2);
    expect(
      quality.notes.some((note) =>
        /^adjusted by metadata\.difficulty, as named before: the interval is as narrow as that of \S+ % more items/.test(
          note,
        ),
      ),
    ).toBe(true);
  });

  test("gains where it is known of many more items than were run", async () => {
    const change = await storeItems(
      store,
      metadata((index) => ({ difficulty: (index % 10) / 10 }), 600),
    );
    const quality = await compare(change, byDifficulty);
    expect(quality.adjustment).toMatchObject({ itemsKnown: 600, isMeanStated: false });
    expect(quality.adjustment?.gain).toBeGreaterThan(2);
  });

  test("gains nothing from the very items that were run, and says so", async () => {
    const change = await storeItems(
      store,
      metadata((index) => ({ difficulty: difficulty[index] as number })),
    );
    const quality = await compare(change, byDifficulty);
    expect(Math.abs(quality.adjustment?.gain as number)).toBeLessThan(0.02);
    expect(quality.meanDifference).toBeCloseTo(quality.adjustment?.unadjusted.meanDifference as number, 12);
    expect(quality.notes).toContain(
      "adjusted by metadata.difficulty, as named before: it gains nothing: it helps where it is known of more items than were run, or its mean is stated",
    );
  });

  test("takes an item's score in an earlier experiment", async () => {
    const at = (hour: number) => `2026-01-02T0${hour}:00:00.000Z`;
    const earlier = { items: numbered([...level, ...level, ...level, ...level]) };
    await storeArm(store, "earlier", { ...earlier, change: { endedAt: at(1) } });
    const change = { createdAt: at(2), startedAt: at(2) };
    const quality = await compare(change, {
      covariate: { experiment: "experiment-earlier", score: "quality" },
    });
    expect(quality.adjustment).toMatchObject({
      covariate: 'quality of experiment "experiment-earlier"',
      itemsKnown: 240,
    });
    expect(quality.adjustment?.gain).toBeGreaterThan(1);
  });
});

describe("bad input", () => {
  test("a covariate that is missing for some items", async () => {
    const change = await storeItems(
      store,
      metadata((index): JsonObject => (index % 20 === 3 ? {} : { difficulty: 0.1 * index })),
    );
    await expect(compare(change, byDifficulty)).rejects.toThrow(
      'The covariate metadata.difficulty is missing for 3 of 60 items, the first "i003". Give each item a number there, or leave compare.covariate out.',
    );
  });
  test("a covariate that was measured after the run", async () => {
    await storeArm(store, "later", {
      items: numbered(level),
      change: { endedAt: "2026-01-02T03:00:00.000Z" },
    });
    const started = "2026-01-02T02:00:00.000Z";
    const covariate = { experiment: "experiment-later", score: "quality" };
    await expect(compare({ createdAt: started, startedAt: started }, { covariate })).rejects.toThrow(
      'The covariate quality of experiment "experiment-later" was measured after the run: it ended at 2026-01-02T03:00:00.000Z, and experiment-base was started at 2026-01-02T02:00:00.000Z. A covariate must be known before; name an experiment that had ended by then.',
    );
  });
  test("a covariate beside clusters or early stopping, and one that is neither field nor score", () => {
    expect(() => parseComparisonPolicy({ ...byDifficulty, clusterBy: "topic" })).toThrow(
      "covariate is set, and clusterBy too: the adjustment takes a fixed number of independent items; leave one of them out",
    );
    expect(() => parseComparisonPolicy({ covariate: "difficulty" })).toThrow(
      "a covariate is { metadata: FIELD } or { experiment: NAME, score: NAME }, either with a mean",
    );
  });
});

describe("the adjusted mean", () => {
  test("holds its error rate where the covariate is random too", () => {
    const random = createRandom("null of the adjustment");
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const REPLICATES = 2_000;
    let alarms = 0;
    for (let replicate = 0; replicate < REPLICATES; replicate += 1) {
      const known = Array.from({ length: 150 }, normal);
      const x = known.slice(0, 50);
      const y = x.map((value) => 0.7 * value + normal());
      const adjusted = covariateAdjustment({ x, y }, { values: known });
      const { mean, standardError } = moments(adjusted?.values ?? []);
      if (Math.abs(mean as number) > 2.0096 * (standardError as number)) alarms += 1;
    }
    expect(alarms / REPLICATES).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / REPLICATES));
  });
  test("is nothing where the covariate does not vary, or explains everything", () => {
    const y = [1, 2, 4, 3];
    expect(covariateAdjustment({ x: [1, 1, 1, 1], y }, { mean: 1 })).toBeNull();
    expect(covariateAdjustment({ x: y, y }, { mean: 1 })).toBeNull();
  });
});
