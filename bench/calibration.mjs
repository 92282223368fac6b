/**
 * How often verdicts, gates, early stopping and the methods behind them are wrong on the data people have, by the code that
 * decides; what they find; and whether the items that `assay plan` names are enough. Prints tables, or JSON; with --write puts
 * the tables into docs/statistics.md. Exit code 1 when a promise is broken.
 *
 *   node bench/calibration.mjs [--replicates 2000] [--section verdicts|power|clusters|limits|covariates|plans|methods] [--only TEXT] [--json] [--write]
 */
import { parseArgs } from "node:util";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { CASES } from "./calibration/cases.mjs";
import { CLUSTERS } from "./calibration/cluster-cases.mjs";
import { CLUSTER_POWERS } from "./calibration/cluster-power.mjs";
import { COVARIATES } from "./calibration/covariate-cases.mjs";
import { LIMITS } from "./calibration/limit-cases.mjs";
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
/** Coverage and loss of power are measured on ten times as many, which cost little: then two errors are narrow. */
const MANY = 10 * replicates;

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
  for (const { what, data, n, before, draw } of [...FALSE_VERDICTS, ...CLUSTERS]) {
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
    tally(counts, MANY, () => draw(random));
    const { found, foundByT, isCovered } = counts;
    const holds = foundByT - found <= ALLOWED_LOSS && isCovered >= 1 - ALPHA - 2 * error(ALPHA, MANY);
    rows.push({ data, n, found, foundByT, isCovered, holds });
  }
  return rows;
}

/** The same of clusters; what is not held is what no rule can, as `missed` says. */
function measureClusterPower() {
  return CLUSTER_POWERS.filter(({ data }) => wanted("clusters", data)).map(
    ({ data, steadiness, missed, draw }) => {
      const random = createRandom(`${SEED} clusters ${data}`);
      const counts = { found: 0, foundByT: 0, isCovered: 0 };
      tally(counts, MANY, () => draw(random));
      const isCovered = counts.isCovered >= 1 - ALPHA - 2 * error(ALPHA, MANY);
      const falseAtLeast = missed * (counts.foundByT - ALLOWED_LOSS);
      const isUnavoidable = falseAtLeast > ALPHA + 2 * error(ALPHA);
      const isWithin = counts.foundByT - counts.found <= ALLOWED_LOSS;
      const holds = isCovered && (isWithin || (isUnavoidable ? null : false));
      return { data, steadiness, falseAtLeast, ...counts, holds };
    },
  );
}

function measureLimits() {
  return LIMITS.filter(({ data }) => wanted("limits", data)).map(({ data, n, draw }) => {
    const random = createRandom(`${SEED} limits ${data} ${n}`);
    const counts = { isFalseByT: 0, isFalse: 0, isWarned: 0 };
    tally(counts, replicates, () => draw(random));
    return { data, n, ...counts, holds: counts.isFalse - counts.isWarned <= ALPHA + 2 * error(ALPHA) };
  });
}

function measureCovariates() {
  return COVARIATES.filter(({ data }) => wanted("covariates", data)).map(
    ({ data, n, drawNull, drawEffect }) => {
      const random = createRandom(`${SEED} covariate ${data} ${n}`);
      const nulls = { isFalse: 0 };
      tally(nulls, MANY, () => ({
        isFalse: ["better", "worse"].includes(drawNull(random).adjusted.verdict),
      }));
      const counts = { foundPlain: 0, found: 0, isCovered: 0 };
      tally(counts, MANY, () => drawEffect(random));
      const margin = 2 * error(ALPHA, MANY);
      const holds = nulls.isFalse <= ALPHA + margin && counts.isCovered >= 1 - ALPHA - margin;
      return { data, n, ...nulls, ...counts, holds };
    },
  );
}

/** Adds up in shares what each of so many draws says. */
function tally(counts, total, draw) {
  for (let replicate = 0; replicate < total; replicate += 1) {
    const result = draw();
    for (const name of Object.keys(counts)) counts[name] += Number(result[name]) / total;
  }
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
      holds: power >= POWER - 2 * error(POWER),
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
  clusters: measureClusterPower(),
  limits: measureLimits(),
  covariates: measureCovariates(),
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
      "error of the power",
      "error of the coverage",
      "kept",
    ],
    row: ({ data, n, found, foundByT, isCovered, holds }) => [
      ...[data, n, percent(foundByT), percent(found), percent(isCovered)],
      ...[`± ${percent(error(found, MANY))}`, `± ${percent(error(ALPHA, MANY))}`, kept(holds)],
    ],
    note: " (ten times as many here); kept: at most 3 points less, and 95 % coverage within twice its error",
  },
  clusters: {
    head: [
      ...["data", "sd of means × √clusters", "power of plain CR2", "power", "interval holds the truth"],
      ...["error of the power", "error of the coverage", "false at 3 points less", "kept"],
    ],
    row: ({ data, steadiness, found, foundByT, isCovered, falseAtLeast, holds }) => [
      ...[data, steadiness.toFixed(2), percent(foundByT), percent(found), percent(isCovered)],
      ...[`± ${percent(error(found, MANY))}`, `± ${percent(error(ALPHA, MANY))}`, percent(falseAtLeast)],
      holds === null ? "(cannot be)" : kept(holds),
    ],
    note: " (ten times as many here); kept: at most 3 points less, and 95 % coverage within twice its error",
  },
  limits: {
    head: ["data", "n", "plain t", "now", "of these with a warning", "simulation's error"],
    row: ({ data, n, isFalseByT, isFalse, isWarned }) => [
      ...[data, n, percent(isFalseByT), percent(isFalse), percent(isWarned)],
      `± ${percent(error(isFalse))}`,
    ],
    note: "",
  },
  covariates: {
    head: [
      ...["the covariate", "n", "false verdicts", "power without it", "power with it"],
      ...["interval holds the truth", "error at 5 %", "error at 80 %", "kept"],
    ],
    row: ({ data, n, isFalse, foundPlain, found, isCovered, holds }) => [
      ...[data, n, percent(isFalse), percent(foundPlain), percent(found), percent(isCovered)],
      ...[`± ${percent(error(ALPHA, MANY))}`, `± ${percent(error(POWER, MANY))}`, kept(holds)],
    ],
    note: " (ten times as many here); kept: false verdicts and coverage within twice their error",
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
    note: "; kept: at least 80 % less twice the error",
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
