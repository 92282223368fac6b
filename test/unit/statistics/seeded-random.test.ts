import { expect, test } from "@jest/globals";
import { createRandom } from "../../../src/statistics/seeded-random.js";

const draws = (seed: number | string, count = 5): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, random);
};

test("the same seed gives the same sequence, on every machine", () => {
  expect(draws(42)).toEqual(draws(42));
  expect(draws("run-7")).toEqual(draws("run-7"));
  expect(draws(42, 3)).toEqual([0.2084379759393602, 0.8085151063576697, 0.3810493048936422]);
});
test("neighbouring seeds give unrelated sequences from the first draw on", () => {
  const first = Array.from({ length: 2000 }, (_, seed) => createRandom(seed)());
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  const steps = first.slice(1).map((value, index) => value - (first[index] as number));
  expect(new Set(steps.map((step) => step.toFixed(6))).size).toBeGreaterThan(1900);
});
test("draws lie in [0, 1) and fill it evenly", () => {
  const bins = new Array<number>(10).fill(0);
  const values = draws("evenly", 100_000);
  expect(values.filter((value) => !(value >= 0 && value < 1))).toEqual([]);
  for (const value of values) bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] as number) + 1;
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});
