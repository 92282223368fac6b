/**
 * How often verdicts, gates, early stopping and the methods behind them are wrong on the data people have, by the code that
 * decides; what they find; and whether the items that `assay plan` names are enough. Prints tables, or JSON; with --write puts
 * the tables into docs/statistics.md. Exit code 1 when a promise is broken.
 *
 *   node bench/calibration.mjs [--replicates 2000] [--section verdicts|power|plans|methods] [--only TEXT] [--json] [--write]
 */
import { parseArgs } from "node:util";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { CASES } from "./calibration/cases.mjs";
import { findsDifference, PLANS } from "./calibration/plan-cases.mjs";
import { FALSE_VERDICTS, POWERS } from "./calibration/verdict-cases.mjs";
import { writeTable } from "./write-table.mjs";

const { values } = parseArgs({
  options: {
    replicates: { type: "string", default: "2000" },
    section: { type: "string", default: "" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const replicates = Number(values.replicates);
const SEED = 20_261_128;
const ALPHA = 0.05;
const POWER = 0.8;
/** Points of power that a verdict may cost on well-behaved data. */
const ALLOWED_LOSS = 0.03;
/** Standard errors within which a method's observed rate counts as the promised one. */
const TOLERANCE = 3;

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const error = (share, total = replicates) => Math.sqrt(Math.max(share * (1 - share), 0.0025) / total);
const wanted = (section, name) =>
  (values.section === "" || values.section === section) && name.includes(values.only);
async function count(total, draw) {
  let found = 0;
  for (let replicate = 0; replicate < total; replicate += 1) if (await draw()) found += 1;
  return found / total;
}

async function measureVerdicts() {
  const rows = [];
  for (const { what, data, n, before, draw } of FALSE_VERDICTS) {
    if (!wanted("verdicts", `${what} ${data}`)) continue;
    const random = createRandom(`${SEED} ${what} ${data} ${n}`);
    const rate = await count(replicates, () => draw(random));
    rows.push({ what, data, n, before, rate, holds: rate <= ALPHA + 2 * error(ALPHA) });
  }
  return rows;
}

function measurePower() {
  const rows = [];
  for (const { data, n, draw } of POWERS) {
    if (!wanted("power", data)) continue;
    const random = createRandom(`${SEED} power ${data} ${n}`);
    const counts = { found: 0, foundByT: 0, isCovered: 0 };
    for (let replicate = 0; replicate < replicates; replicate += 1) {
      const result = draw(random);
      for (const name of Object.keys(counts)) counts[name] += Number(result[name]) / replicates;
    }
    const { found, foundByT, isCovered } = counts;
    // Both are of the same samples, so that the error of their difference is small.
    const holds = foundByT - found <= ALLOWED_LOSS && isCovered >= 1 - ALPHA - TOLERANCE * error(ALPHA);
    rows.push({ data, n, found, foundByT, isCovered, holds });
  }
  return rows;
}

async function measurePlans() {
  const rows = [];
  for (const plan of PLANS) {
    if (!wanted("plans", plan.data)) continue;
    const random = createRandom(`${SEED} plan ${plan.data}`);
    const n = plan.n();
    const power = await count(replicates, () => findsDifference(plan, n, random));
    rows.push({
      data: plan.data,
      before: plan.before,
      n,
      power,
      holds: power >= POWER - 2 * Math.SQRT2 * error(POWER),
    });
  }
  return rows;
}

async function measureMethods() {
  const rows = [];
  for (const { method, data, n, kind, nominal, draw, share } of CASES) {
    if (!wanted("methods", `${method} ${data}`)) continue;
    const random = createRandom(`${SEED}/${method}/${data}/${n}`);
    const total = Math.max(100, Math.round(replicates * share));
    const observed = await count(total, () => draw(random));
    const simulationError = Math.sqrt((nominal * (1 - nominal)) / total);
    const isTooHigh = observed > nominal + TOLERANCE * simulationError;
    const isTooLow = observed < nominal - TOLERANCE * simulationError;
    const isChecked = kind === "exact" || kind === "at_most";
    const holds = !isChecked ? null : !(isTooHigh || (kind === "exact" && isTooLow));
    rows.push({ method, data, n, kind, nominal, observed, simulationError, holds });
  }
  return rows;
}

const results = {
  verdicts: await measureVerdicts(),
  power: measurePower(),
  plans: await measurePlans(),
  methods: await measureMethods(),
};
const kept = (holds) => (holds ? "yes" : "NO");
const promise = { exact: "is", at_most: "at most", known: "is", contrast: "–" };
const unchecked = { known: "(see below)", contrast: "(contrast)" };
const TABLES = {
  verdicts: {
    head: ["false claim", "data", "n", "before", "now", "simulation's error", "kept"],
    row: ({ what, data, n, before, rate, holds }) => [
      ...[what, data, n, before === null ? "–" : `${before.toFixed(1)} %`],
      ...[percent(rate), `± ${percent(error(rate))}`, kept(holds)],
    ],
    note: "; kept: at most 5 % plus twice the simulation's error",
  },
  power: {
    head: [
      "data",
      "n",
      "power of plain t",
      "power",
      "interval holds the truth",
      "simulation's error",
      "kept",
    ],
    row: ({ data, n, found, foundByT, isCovered, holds }) => [
      ...[data, n, percent(foundByT), percent(found), percent(isCovered)],
      ...[`± ${percent(error(found))}`, kept(holds)],
    ],
    note: "; kept: at most 3 points less, and 95 % coverage within three times its error, as there are many rows",
  },
  plans: {
    head: [
      "data",
      "power before",
      "items planned for 80 %",
      "power of so many",
      "simulation's error",
      "kept",
    ],
    row: ({ data, before, n, power, holds }) => [
      ...[data, before ?? "–", n, percent(power), `± ${percent(error(power))}`, kept(holds)],
    ],
    note: "; kept: at least 80 % less twice the error of both simulations, the plan's and this one",
  },
  methods: {
    head: ["method", "data", "n", "promised", "observed", "simulation's error", "kept"],
    row: ({ method, data, n, kind, nominal, observed, simulationError, holds }) => [
      ...[method, data, n, `${promise[kind]} ${kind === "contrast" ? "" : percent(nominal)}`.trim()],
      ...[percent(observed), `± ${percent(simulationError)}`, holds === null ? unchecked[kind] : kept(holds)],
    ],
    note: " (fewer where a case is slow)",
  },
};
if (values.json) process.stdout.write(`${JSON.stringify({ seed: SEED, replicates, ...results }, null, 2)}\n`);
else {
  const command = `${new Date().toISOString().slice(0, 10)}, \`node bench/calibration.mjs --replicates ${replicates}\``;
  for (const [name, { head, row, note }] of Object.entries(TABLES)) {
    if (results[name].length === 0) continue;
    const table = { head, rows: results[name].map(row) };
    writeTable({ name, table, caption: `${command}${note}`, write: values.write });
  }
}
process.exitCode = Object.values(results).some((rows) => rows.some(({ holds }) => holds === false)) ? 1 : 0;
