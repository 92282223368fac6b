import { expect, test } from "@jest/globals";
import { mcnemarPower } from "../../../src/statistics/power/mcnemar-power.js";
import { smallestSample } from "../../../src/statistics/power/smallest-sample.js";

/** By summing over all numbers of discordant items and gains, in Python's whole numbers. */
test.each([
  [150, 0.15, 0.05, 0.7455370007],
  [100, 0.3, 0.1, 0.8779953807],
  [60, 0.4, 0.05, 0.9921096647],
  [40, 0.2, 0, 0.8386711828],
])("the power of McNemar's test of %d items, gains %d, losses %d", (n, gains, losses, power) => {
  expect(mcnemarPower({ n, gains, losses, alpha: 0.05 })).toBeCloseTo(power, 9);
});

test("nothing is found where nothing differs, and shares above 1 are refused", () => {
  expect(mcnemarPower({ n: 50, gains: 0, losses: 0, alpha: 0.05 })).toBe(0);
  expect(() => mcnemarPower({ n: 50, gains: 0.8, losses: 0.3, alpha: 0.05 })).toThrow(
    "shares from 0 on that are at most 1 together",
  );
});

test("the smallest sample is found from any start, and null beyond the maximum", () => {
  const powerOf = (n: number): number => 1 - Math.exp(-n / 100);
  const limits = { power: 0.8, minimum: 10, maximum: 10_000 };
  for (const start of [10, 161, 900]) {
    const n = smallestSample(powerOf, { ...limits, start }) as number;
    expect(n).toBeGreaterThanOrEqual(161);
    expect(n).toBeLessThanOrEqual(163);
  }
  expect(smallestSample(powerOf, { ...limits, start: 20, maximum: 100 })).toBeNull();
  expect(smallestSample(() => 1, { ...limits, start: 20 })).toBe(10);
});
