import { expect, test } from "@jest/globals";
import { bettingMeanBounds, bettingMeanPValue } from "../../../src/statistics/bounded/betting-mean-bounds.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";

const range = { minimum: -1, maximum: 1 };
const alpha = 0.05;

test("a p-value is at most alpha just when the bound is beyond the threshold", () => {
  const random = createRandom(11);
  for (const n of [1, 2, 10, 60, 300]) {
    for (const share of [0, 0.05, 0.5]) {
      const values = Array.from({ length: n }, () => (random() < share ? -1 : random() < 0.5 ? 0 : random()));
      const { lower, upper } = bettingMeanBounds(values, { range, alpha });
      const pValue = (threshold: number, alternative: "above" | "below"): number =>
        bettingMeanPValue(values, { range, alpha, threshold, alternative });
      for (const beyond of [1e-9, 0.01]) {
        if (lower > -1) expect(pValue(lower - beyond, "above")).toBeLessThanOrEqual(alpha);
        expect(pValue(lower + beyond, "above")).toBeGreaterThan(alpha);
        if (upper < 1) expect(pValue(upper + beyond, "below")).toBeLessThanOrEqual(alpha);
        expect(pValue(upper - beyond, "below")).toBeGreaterThan(alpha);
      }
    }
  }
});
