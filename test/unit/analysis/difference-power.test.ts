import { expect, test } from "@jest/globals";
import { differencePower } from "../../../src/analysis/comparison/difference-power.js";
import { pairedTPower } from "../../../src/statistics/power/paired-t-power.js";

const sample = { n: 40, degreesOfFreedom: 39, meanDifference: 0.03, standardError: 0.02 };

test("the detectable difference is the one that the t test of so many pairs finds with 80 % power", () => {
  const { minimumDetectableEffect } = differencePower(sample, 0.05);
  const effect = (minimumDetectableEffect as number) / (0.02 * Math.sqrt(40));
  expect(pairedTPower({ effect, n: 40, alpha: 0.05 })).toBeCloseTo(0.8, 9);
  // The normal approximation would promise 0.0560, which 40 pairs do not keep.
  expect(minimumDetectableEffect).toBeGreaterThan(0.0574);
  expect(minimumDetectableEffect).toBeLessThan(0.0576);
});

test("so many items find the observed difference, one less does not", () => {
  const needed = differencePower(sample, 0.05).itemsNeeded as number;
  const effect = 0.03 / (0.02 * Math.sqrt(40));
  expect(pairedTPower({ effect, n: needed, alpha: 0.05 })).toBeGreaterThanOrEqual(0.8);
  expect(pairedTPower({ effect, n: needed - 1, alpha: 0.05 })).toBeLessThan(0.8);
});

test("with clusters, the units are clusters of as many items as here", () => {
  const alone = differencePower({ ...sample, n: 8, degreesOfFreedom: 7 }, 0.05);
  const clustered = differencePower({ ...sample, degreesOfFreedom: 7 }, 0.05);
  expect(clustered.minimumDetectableEffect).toBeCloseTo(alone.minimumDetectableEffect as number, 12);
  expect(clustered.itemsNeeded).toBeGreaterThan(4 * (alone.itemsNeeded as number));
});

test.each([
  ["without an error", { ...sample, standardError: null }, 0.05],
  ["without variance", { ...sample, standardError: 0 }, 0.05],
  ["for an alpha above the power", sample, 0.9],
])("is undefined %s", (_name, given, alpha) => {
  expect(differencePower(given, alpha)).toEqual({
    power: 0.8,
    minimumDetectableEffect: null,
    itemsNeeded: null,
  });
});

test("no number of items finds a difference of zero", () => {
  expect(differencePower({ ...sample, meanDifference: 0 }, 0.05).itemsNeeded).toBeNull();
});

test("a difference that dwarfs its error is found by two items, and found at once", () => {
  // The series of the noncentral t would have some 1e17 terms.
  expect(differencePower({ ...sample, meanDifference: 0.3, standardError: 1e-9 }, 0.05).itemsNeeded).toBe(2);
});
