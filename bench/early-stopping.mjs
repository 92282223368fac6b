/**
 * Comparisons that may stop early, simulated with a known truth: how often the confidence sequence names a wrong
 * winner although it is looked at after every item, how often it finds the planned difference, and what it saves.
 *
 *   node bench/early-stopping.mjs [--comparisons 2000] [--items 200] [--seed 20261125] [--json] [--write]
 *
 * Without a difference at most 5 % (plus three standard errors of the simulation) may name a winner; at the difference
 * 1.6 times that which a fixed number of items finds with 80 % power, at least 80 % (less three standard errors) must. Exit code 1 when either fails.
 */
import { parseArgs } from "node:util";
import { decideSequentially } from "../dist/analysis/sequence/sequential-comparison.js";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { normal } from "./calibration/random-samples.mjs";
import { writeTable } from "./write-table.mjs";

const { values } = parseArgs({
  options: {
    comparisons: { type: "string", default: "2000" },
    items: { type: "string", default: "200" },
    seed: { type: "string", default: "20261125" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const comparisons = Number(values.comparisons);
const items = Number(values.items);
const ALPHA = 0.05;
const POWER = 0.8;
const Z_POWER = 0.8416212335729143;
/** Standard deviation of the paired differences, in score points. */
const SPREAD = 0.2;
const plan = { minimumItems: 20, futilityMargin: null, seed: null };

/** Looking costs: the sequence needs a difference so many times that which a fixed number of items finds. */
const PRICE_OF_LOOKING = 1.6;
const RANGE = { minimum: 0, maximum: 1 };

/** The difference that a fixed number of items finds with 80 % power, times the price of looking. */
function plannedDifference() {
  return (PRICE_OF_LOOKING * SPREAD * (1.959963984540054 + Z_POWER)) / Math.sqrt(items);
}

function simulate(name, difference) {
  const random = createRandom(`${values.seed}/${name}`);
  const counts = { better: 0, worse: 0, undecided: 0 };
  let used = 0;
  for (let index = 0; index < comparisons; index += 1) {
    const differences = Array.from({ length: items }, () =>
      Math.max(-1, Math.min(1, difference + SPREAD * normal(random))),
    );
    const { decision, decidedAtItems } = decideSequentially({
      differences,
      filled: null,
      alpha: ALPHA,
      higherIsBetter: true,
      plan,
      range: RANGE,
      isBinary: false,
    });
    counts[decision] += 1;
    used += decidedAtItems ?? items;
  }
  const itemsUsed = used / comparisons;
  return { name, difference, ...counts, itemsUsed, saved: 1 - itemsUsed / items };
}

const planned = plannedDifference();
const nothing = simulate("no difference", 0);
const rows = [nothing, simulate("the planned difference", planned), simulate("twice that", 2 * planned)];
const error = (rate) => Math.sqrt((rate * (1 - rate)) / comparisons);
const falseWinners = (nothing.better + nothing.worse) / comparisons;
const found = rows[1].better / comparisons;
const holds = falseWinners <= ALPHA + 3 * error(ALPHA) && found >= POWER - 3 * error(POWER);
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ comparisons, items, rows, falseWinners, found, holds }, null, 2)}\n`,
  );
} else {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const table = {
    head: ["truth", "names the better one", "names a wrong winner", "items used", "calls saved"],
    rows: rows.map(({ name, difference, better, worse, itemsUsed, saved }) => [
      `${name} (${difference === 0 ? "0" : `+${difference.toFixed(4)}`})`,
      difference === 0 ? "–" : percent(better / comparisons),
      percent((difference === 0 ? better + worse : worse) / comparisons),
      `${itemsUsed.toFixed(1)} of ${items}`,
      percent(saved),
    ]),
  };
  const caption =
    `${new Date().toISOString().slice(0, 10)}, seed ${values.seed}: ${comparisons} comparisons each, looked at after every ` +
    `item from the ${plan.minimumItems}th on; simulation's error ± ${percent(error(ALPHA))} at 5 %, ± ${percent(error(POWER))} at 80 %`;
  writeTable({ name: "early-stopping", caption, table, write: values.write });
}
process.exitCode = holds ? 0 : 1;
