import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { withinRange } from "../../../src/activities/within-range.js";
import { decideSequentially } from "../../../src/analysis/sequence/sequential-comparison.js";
import { isWithinRange } from "../../../src/domain/score/is-within-range.js";
import type { Store } from "../../../src/domain/store.js";
import { bettingMeanBounds } from "../../../src/statistics/bounded/betting-mean-bounds.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { type Arm, compareArms, numbered } from "../../support/stored-arms.js";

/** Sums of decimal fractions miss their value by noise: 0.3 − 0.1 is 0.19999999999999998. */

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

/** Forty items of a score with a declared range. */
function arm(value: (index: number) => number, range: { minimum: number; maximum: number } | null): Arm {
  const scale = { range, higherIsBetter: true };
  const evaluators = [
    { id: "e", fingerprint: "f", mode: "computes" as const, scoreNames: ["quality"], scale, timeoutMs: 1 },
  ];
  return {
    items: numbered(Array.from({ length: 40 }, (_, index) => value(index))),
    change: { evaluators },
  };
}

describe("a difference of the two ends of a range", () => {
  test("is as large as the range, and has bounds", async () => {
    const range = { minimum: 0.1, maximum: 0.3 };
    const { differences } = await compareArms(
      store,
      { a: arm((index) => (index % 4 === 0 ? 0.2 : 0.1), range), b: arm(() => 0.3, range) },
      { margins: { quality: 0.05 } },
    );
    expect(differences[0]).toMatchObject({ metric: "quality", verdict: "better" });
    expect(differences[0]?.bounds?.upper).toBeLessThanOrEqual(0.2);
    expect(differences[0]?.interval?.upper).toBeLessThanOrEqual(0.2);
  });

  test("may be looked at while a comparison runs", () => {
    const { refusal, decision } = decideSequentially({
      differences: Array.from({ length: 40 }, () => 0.2),
      filled: null,
      alpha: 0.05,
      higherIsBetter: true,
      plan: { minimumItems: 20, futilityMargin: null, seed: null },
      range: { minimum: 0.1, maximum: 0.3 },
      isBinary: false,
    });
    expect({ refusal, decision }).toEqual({ refusal: null, decision: "better" });
  });
});

describe("a score beyond an end by noise alone", () => {
  const almostOne = 1 + Number.EPSILON;

  test("is that end, and no score outside of its declared range", () => {
    const score = { name: "quality", value: almostOne } as Parameters<typeof withinRange>[0];
    const unit = { range: { minimum: 0, maximum: 1 }, higherIsBetter: true };
    expect(withinRange(score, { scale: unit, itemId: "i" })).toEqual({ ...score, value: 1 });
    expect(isWithinRange(1.000001, { minimum: 0, maximum: 1 })).toBe(false);
  });

  test("leaves a score in [0, 1] without a declared range as bounded as it was", async () => {
    const { differences } = await compareArms(store, {
      a: arm((index) => 0.2 + (index % 5) / 50, null),
      b: arm((index) => (index % 2 === 0 ? almostOne : 0.9), null),
    });
    expect(differences[0]).toMatchObject({
      verdict: "better",
      range: { minimum: 0, maximum: 1, isDeclared: false },
    });
  });

  test("has a bound at that end", () => {
    const range = { minimum: 0, maximum: 1 };
    const values = [almostOne, 0.5, 1];
    expect(bettingMeanBounds(values, { range, alpha: 0.05 }).upper).toBe(1);
  });
});
