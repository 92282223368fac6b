import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decideVerdict } from "../../src/analysis/comparison/decide-verdict.js";
import { ComparisonPolicy } from "../../src/domain/comparison/comparison.js";
import { pairedTTest } from "../../src/statistics/paired-t-test.js";
import { createRandom } from "../../src/statistics/seeded-random.js";
import { signFlipTest } from "../../src/statistics/sign-flip-test.js";

const policy = ComparisonPolicy.parse({});
const differences = fc.array(
  fc.integer({ min: -4, max: 4 }).map((value) => value / 4),
  { minLength: 0, maxLength: 60 },
);

function decide(values: readonly number[]): ReturnType<typeof decideVerdict> {
  const test = pairedTTest(values, { level: 0.95 });
  const pValueSignFlip = signFlipTest(values, { random: createRandom(1), resamples: 499 }).pValue;
  return decideVerdict({ test, pValueSignFlip, higherIsBetter: true }, policy);
}

test("better and worse are said only when the interval excludes zero", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const { verdict } = decide(values);
      const { interval } = pairedTTest(values, { level: 0.95 });
      if (verdict === "better") expect(interval?.lower).toBeGreaterThan(0);
      if (verdict === "worse") expect(interval?.upper).toBeLessThan(0);
      if (values.length < policy.minimumPairs) expect(verdict).toBe("insufficient_data");
    }),
    { seed: 1 },
  );
});

test("swapping the sides swaps the verdict", () => {
  const opposite = { better: "worse", worse: "better" } as Record<string, string>;
  fc.assert(
    fc.property(differences, (values) => {
      const { verdict } = decide(values);
      expect(decide(values.map((value) => -value)).verdict).toBe(opposite[verdict] ?? verdict);
    }),
    { seed: 2 },
  );
});

test("an interval that excludes zero comes from at most 5 % of samples without a difference", () => {
  const random = createRandom(20_241_124);
  let named = 0;
  const simulations = 2_000;
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const values = Array.from({ length: 40 }, () => random() + random() - random() - random());
    if (["better", "worse"].includes(decide(values).verdict)) named += 1;
  }
  // 5 % plus three standard errors of the simulation.
  expect(named / simulations).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / simulations));
});
