import { describe, expect, test } from "@jest/globals";
import { findChanges, findSlowDrifts } from "../../../src/analysis/history/find-drifts.js";

/** Values around 0.8 that alternate by a hundredth, each with that standard error. */
const around = (length: number, level: (night: number) => number = () => 0.8) =>
  Array.from({ length }, (_, night) => ({
    value: level(night) + (night % 2 === 0 ? 0.01 : -0.01),
    standardError: 0.01,
  }));

describe("slow drifts", () => {
  test("nothing is found where nothing changed", () => {
    expect(findSlowDrifts(around(500))).toEqual([]);
    expect(findChanges(around(200))).toEqual([]);
  });

  test("one is found with the run in which it began and that in which it was noticed", () => {
    const [drift, ...further] = findSlowDrifts(around(40, (night) => 0.8 - 0.003 * Math.max(0, night - 20)));
    expect(further).toEqual([]);
    expect(drift).toMatchObject({ kind: "drift", direction: "down" });
    expect(drift?.meanBefore).toBeCloseTo(0.8, 10);
    expect(drift?.began).toBeGreaterThanOrEqual(19);
    expect(drift?.began).toBeLessThanOrEqual(25);
    expect(drift?.noticed).toBeGreaterThan(drift?.began ?? 0);
    expect(drift?.meanAfter).toBeLessThan(0.8);
  });

  test("what was found stays found when further nights come", () => {
    const series = around(60, (night) => 0.8 - 0.003 * Math.max(0, night - 20));
    const [first] = findSlowDrifts(series);
    const until = (first?.noticed ?? 0) + 1;
    expect(findSlowDrifts(series.slice(0, until - 1))).toEqual([]);
    for (let length = until; length <= 60; length += 1)
      expect(findSlowDrifts(series.slice(0, length))[0]).toEqual(first);
  });

  test("the first runs are charted against by nobody", () => {
    expect(findSlowDrifts(around(12, (night) => 0.8 - 0.1 * night))).toEqual([]);
  });

  test("chance within a run is never taken for less than it is", () => {
    // The runs themselves hardly vary, yet each of them is known to a hundredth only.
    const steady = Array.from({ length: 60 }, (_, night) => ({
      value: 0.8 + (night % 2) * 1e-6 - (night > 30 ? 0.004 : 0),
      standardError: 0.01,
    }));
    expect(findSlowDrifts(steady)).toEqual([]);
  });

  test("values that never vary and have no standard error give none", () => {
    const flat = Array.from({ length: 60 }, () => ({ value: 1, standardError: 0 }));
    expect(findSlowDrifts(flat)).toEqual([]);
    expect(findChanges(flat)).toEqual([]);
  });
});

describe("changes at once", () => {
  test("a lasting one is found where it is", () => {
    const [change, ...further] = findChanges(around(40, (night) => (night < 25 ? 0.8 : 0.7)));
    expect(further).toEqual([]);
    expect(change).toMatchObject({ kind: "change", direction: "down", began: 25, noticed: 39 });
    expect(change?.meanBefore).toBeCloseTo(0.8, 2);
    expect(change?.meanAfter).toBeCloseTo(0.7, 2);
  });

  test("a single bad night is for the gate", () => {
    expect(findChanges(around(40, (night) => (night === 39 ? 0.3 : 0.8)))).toEqual([]);
  });
});
