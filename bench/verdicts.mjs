/**
 * How often verdicts, gates and early stopping are wrong on the data people have, by the code that decides, and what they find.
 *
 *   node bench/verdicts.mjs [--replicates 2000] [--only TEXT] [--write]
 */
import { parseArgs } from "node:util";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { FALSE_VERDICTS, POWERS } from "./calibration/verdict-cases.mjs";
import { writeTable } from "./write-table.mjs";

const { values } = parseArgs({
  options: {
    replicates: { type: "string", default: "2000" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const replicates = Number(values.replicates);
const SEED = 20_261_128;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const error = (share) => Math.sqrt(Math.max(share * (1 - share), 0.0025) / replicates);
let isKept = true;
const falseRows = [];
for (const { what, data, n, before, draw } of FALSE_VERDICTS) {
  if (!`${what} ${data}`.includes(values.only)) continue;
  const random = createRandom(`${SEED} ${what} ${data} ${n}`);
  let count = 0;
  for (let replicate = 0; replicate < replicates; replicate += 1) if (await draw(random)) count += 1;
  const rate = count / replicates;
  const limit = 0.05 + 2 * error(0.05);
  if (rate > limit) isKept = false;
  falseRows.push([
    what,
    data,
    n,
    before === null ? "–" : `${before.toFixed(1)} %`,
    percent(rate),
    `± ${percent(error(rate))}`,
    rate <= limit ? "yes" : "NO",
  ]);
}
const powerRows = [];
for (const { data, n, draw } of POWERS) {
  if (!data.includes(values.only)) continue;
  const random = createRandom(`${SEED} power ${data} ${n}`);
  const counts = { found: 0, foundByT: 0, isCovered: 0 };
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const result = draw(random);
    for (const name of Object.keys(counts)) counts[name] += Number(result[name]);
  }
  const [found, byT, covered] = Object.values(counts).map((count) => count / replicates);
  powerRows.push([data, n, percent(byT), percent(found), percent(covered), `± ${percent(error(found))}`]);
}
const command = `${new Date().toISOString().slice(0, 10)}, \`node bench/verdicts.mjs --replicates ${replicates}\``;
writeTable({
  name: "verdicts",
  table: {
    head: ["false claim", "data", "n", "before", "now", "simulation's error", "kept"],
    rows: falseRows,
  },
  caption: `${command}; kept: at most 5 % plus twice the simulation's error`,
  write: values.write,
});
writeTable({
  name: "power",
  table: {
    head: ["data", "n", "power of plain t", "power", "interval holds the truth", "simulation's error"],
    rows: powerRows,
  },
  caption: command,
  write: values.write,
});
if (!isKept) {
  console.error("A claim is made too often where it is false.");
  process.exitCode = 1;
}
