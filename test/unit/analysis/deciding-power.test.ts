import { describe, expect, test } from "@jest/globals";
import { decideDifference } from "../../../src/analysis/comparison/decide-difference.js";
import { decidingPower } from "../../../src/analysis/plan/deciding-power.js";
import { expectedDifferences } from "../../../src/analysis/plan/expected-differences.js";
import { describe as moments } from "../../../src/statistics/describe.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";

const ALPHA = 0.05;
const UNIT = { minimum: 0, maximum: 1 };
const REPLICATES = 1_000;
/** Three standard errors of the simulation at 80 %, and of the plan's own. */
const ERROR = 3 * Math.sqrt((0.8 * 0.2) / REPLICATES + (0.8 * 0.2) / 2_000);

/** How often so many items with these differences are called better, by the code that decides. */
function found(items: number, isBinary: boolean, draw: (uniform: () => number) => number): number {
  const random = createRandom("a seed that no plan has");
  let count = 0;
  for (let replicate = 0; replicate < REPLICATES; replicate += 1) {
    const differences = Array.from({ length: items }, () => draw(random));
    const { pValue, meanDifference } = decideDifference(
      { differences, clusters: null, isBinary },
      { kind: "score", range: { ...UNIT, isDeclared: true }, fills: null, alpha: ALPHA },
    );
    if ((pValue ?? 1) <= ALPHA && (meanDifference ?? 0) > 0) count += 1;
  }
  return count / REPLICATES;
}

describe("the items planned for 80 % power find the difference in 80 % of comparisons", () => {
  test.each([
    [0.15, 0.05],
    [0.3, 0.1],
    [0.4, 0.05],
    [0.2, 0],
  ])("yes-or-no scores, gains %d and losses %d", (gains, losses) => {
    const deciding = decidingPower({
      differences: null,
      discordant: { gains, losses },
      range: UNIT,
      alpha: ALPHA,
      minimumItems: 10,
    });
    const effect = gains - losses;
    const deviation = Math.sqrt(gains + losses - effect ** 2);
    const items = deciding.itemsFor({ effect, power: 0.8, deviation });
    const power = deciding.powerOf({ items, effect, deviation });
    expect(power).toBeGreaterThanOrEqual(0.8);
    expect(deciding.powerOf({ items: items - 1, effect, deviation })).toBeLessThan(0.8);
    const observed = found(items, true, (uniform) => {
      const share = uniform();
      return share < gains ? 1 : share < gains + losses ? -1 : 0;
    });
    expect(Math.abs(observed - power)).toBeLessThan(ERROR);
  });

  const ordinal = [-0.5, -0.25, -0.25, ...Array.from({ length: 12 }, () => 0), 0.25, 0.25, 0.25, 0.25, 0.5];
  const skewed = Array.from({ length: 40 }, (_, index) => (index < 2 ? 0.6 : 0) + 0.002 * index);
  const drawFrom =
    (pilot: readonly number[]) =>
    (uniform: () => number): number =>
      pilot[Math.floor(uniform() * pilot.length)] as number;
  test.each([
    ["an ordinal score, 60 % ties", ordinal],
    ["rare large gains", skewed],
  ])("%s, as in the pilot", (_name, pilot) => {
    const { mean, standardDeviation } = moments(pilot);
    const goal = { effect: mean as number, power: 0.8, deviation: standardDeviation as number };
    const deciding = decidingPower({
      differences: pilot,
      discordant: null,
      range: UNIT,
      alpha: ALPHA,
      minimumItems: 10,
    });
    expect(Math.abs(found(deciding.itemsFor(goal), false, drawFrom(pilot)) - 0.8)).toBeLessThan(ERROR);
  });
});

test("differences of few levels keep their levels at another mean, continuous ones are shifted", () => {
  const levels = expectedDifferences([-1, 0, 0, 0, 0, 0, 0, 0, 1, 1], 0.3);
  expect(levels.values).toEqual([-1, 0, 1]);
  const [losses = 0, upToTies = 0] = levels.cumulated;
  expect(1 - upToTies - losses).toBeCloseTo(0.3, 9);
  expect(expectedDifferences([0.1, 0.2, 0.6], 0).values.map((value) => value.toFixed(2))).toEqual([
    "-0.20",
    "-0.10",
    "0.30",
  ]);
});
