import { describe, expect, test } from "@jest/globals";
import { itemsNeeded } from "../../../src/analysis/gate/items-needed.js";
import { bettingMeanBounds, bettingMeanPValue } from "../../../src/statistics/bounded/betting-mean-bounds.js";
import { describe as describeSample } from "../../../src/statistics/describe.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";

const alpha = 0.05;
const range = { minimum: -1, maximum: 1 };

/** Changes of yes-or-no items: exactly so many got worse and better. */
const changes = (n: number, { worse, better }: { readonly worse: number; readonly better: number }) =>
  Array.from({ length: n }, (_, index) => (index < worse ? -1 : index < worse + better ? 1 : 0));

function openCondition(values: readonly number[], limit: number) {
  const { lower: lowerBound, upper: upperBound } = bettingMeanBounds(values, { range, alpha });
  const { n, mean: estimate, standardDeviation: deviation } = describeSample(values);
  return {
    n,
    estimate,
    deviation,
    lowerBound,
    upperBound,
    assumed: estimate,
    limit,
    sign: 1,
    alpha,
    width: 2,
  } as const;
}

describe("the items that a condition needs", () => {
  test.each([
    { n: 30, worse: 2, better: 1, limit: -0.1 },
    { n: 60, worse: 3, better: 3, limit: -0.05 },
    { n: 400, worse: 10, better: 4, limit: -0.03 },
    { n: 200, worse: 20, better: 0, limit: -0.06 },
  ])(
    "decide it about four times in five: $worse worse and $better better of $n, limit $limit",
    ({ n, limit, ...found }) => {
      const needed = itemsNeeded(openCondition(changes(n, found), limit)) as number;
      expect(needed).toBeGreaterThan(n);
      const random = createRandom(7);
      const draw = (): number => {
        const place = random() * n;
        return place < found.worse ? -1 : place < found.worse + found.better ? 1 : 0;
      };
      const trials = 100;
      let decided = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const sample = Array.from({ length: needed }, draw);
        // The bound is beyond the limit just when the bet against the limit wins, which is one bet instead of fifty.
        const isDecided = (["above", "below"] as const).some(
          (alternative) =>
            bettingMeanPValue(sample, { range, alpha, threshold: limit, alternative }) <= alpha,
        );
        if (isDecided) decided += 1;
      }
      // 80 % are planned for; three standard errors of 100 trials are 12 %.
      expect(decided / trials).toBeGreaterThan(0.68);
      expect(decided / trials).toBeLessThan(0.92);
    },
  );

  test("are those that a rare worst one takes where nothing differs", () => {
    // ln(0.05) / ln(1 − 0.1 / 2) = 58.4
    expect(itemsNeeded(openCondition(changes(6, { worse: 0, better: 0 }), -0.1))).toBe(59);
  });

  test("are none for a truth on the limit, which no number decides", () => {
    expect(itemsNeeded(openCondition(changes(30, { worse: 3, better: 0 }), -0.1))).toBeNull();
  });
});
