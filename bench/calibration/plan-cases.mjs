/**
 * What `assay plan` says is enough for 80 % power, and the power that so many items have: each case names the items' differences,
 * from which both the plan and the comparisons are drawn. `before` is what the former planner's number of items had, in per cent.
 */
import { decidingPower } from "../../dist/analysis/plan/deciding-power.js";
import { describe } from "../../dist/statistics/describe.js";
import { sample } from "./random-samples.mjs";
import { POLICY, UNIT, verdictOf } from "./verdict-of.mjs";

const POWER = 0.8;

const yesOrNo = ([gains, losses, before]) => {
  const effect = gains - losses;
  const deviation = Math.sqrt(gains + losses - effect ** 2);
  const deciding = planFor({ differences: null, discordant: { gains, losses } });
  return {
    data: `yes-or-no, gains ${gains}, losses ${losses}`,
    before,
    n: () => deciding.itemsFor({ effect, power: POWER, deviation }),
    draw: (random) => {
      const share = random();
      return share < gains ? 1 : share < gains + losses ? -1 : 0;
    },
    isBinary: true,
  };
};

const likePilot = ([data, pilot, before]) => {
  const { mean: effect, standardDeviation: deviation } = describe(pilot);
  const deciding = planFor({ differences: pilot, discordant: null });
  return {
    data,
    before,
    n: () => deciding.itemsFor({ effect, power: POWER, deviation }),
    draw: (random) => pilot[Math.floor(random() * pilot.length)],
    isBinary: false,
  };
};

function planFor(known) {
  return decidingPower({ ...known, range: UNIT, alpha: POLICY.alpha, minimumItems: POLICY.minimumPairs });
}

const times = (count, value) => sample(count, () => value);

/** Conditions with the items planned and a draw of one item's difference. */
export const PLANS = [
  ...[
    [0.15, 0.05, "74.1 %"],
    [0.3, 0.1, "75.6 %"],
    [0.4, 0.05, "66.3 %"],
    [0.2, 0, "70.3 %"],
  ].map(yesOrNo),
  ...[
    ["ordinal, 60 % ties", [-0.5, -0.25, -0.25, ...times(12, 0), ...times(4, 0.25), 0.5], "64–77 %"],
    ["ordinal, 80 % ties", [-0.25, ...times(16, 0), 0.25, 0.25, 0.5], "64–77 %"],
    ["steady small gains, sd .05", sample(40, (index) => 0.02 + 0.05 * Math.sin(index * 2.1)), null],
  ].map(likePilot),
];

/** Whether so many items find the difference, by the code that decides. */
export function findsDifference({ draw, isBinary }, n, random) {
  return (
    verdictOf(
      sample(n, () => draw(random)),
      { isBinary },
    ).verdict === "better"
  );
}
