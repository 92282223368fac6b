/**
 * False alarms under the null, by simulation: does each method keep the error rate it promises? Prints a table, or
 * JSON; with --write puts the table into docs/statistics.md. Exit code 1 when a promise is broken.
 *
 *   node bench/calibration.mjs [--replicates 10000] [--seed 20261124] [--json] [--write]
 */
import { parseArgs } from "node:util";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { CASES } from "./calibration/cases.mjs";
import { writeTable } from "./write-table.mjs";

const { values } = parseArgs({
  options: {
    replicates: { type: "string", default: "10000" },
    seed: { type: "string", default: "20261124" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const replicates = Number(values.replicates);
/** Standard errors of the simulation within which an observed rate counts as the promised one. */
const TOLERANCE = 3;

const rows = CASES.map(({ method, data, n, kind, nominal, draw, share }) => {
  const random = createRandom(`${values.seed}/${method}/${data}/${n}`);
  const total = Math.max(100, Math.round(replicates * share));
  let alarms = 0;
  for (let replicate = 0; replicate < total; replicate += 1) if (draw(random)) alarms += 1;
  const observed = alarms / total;
  const simulationError = Math.sqrt((nominal * (1 - nominal)) / total);
  const isTooHigh = observed > nominal + TOLERANCE * simulationError;
  const isTooLow = observed < nominal - TOLERANCE * simulationError;
  const isChecked = kind === "exact" || kind === "at_most";
  const holds = !isChecked ? null : !(isTooHigh || (kind === "exact" && isTooLow));
  return { method, data, n, kind, nominal, observed, simulationError, replicates: total, holds };
});

if (values.json)
  process.stdout.write(`${JSON.stringify({ seed: values.seed, replicates, rows }, null, 2)}\n`);
else {
  const percent = (rate) => `${(rate * 100).toFixed(1)} %`;
  const promise = { exact: "is", at_most: "at most", known: "is", contrast: "–" };
  const unchecked = { known: "(see below)", contrast: "(contrast)" };
  const table = {
    head: ["method", "data", "n", "promised", "observed", "simulation's error", "kept"],
    rows: rows.map(({ method, data, n, kind, nominal, observed, simulationError, holds }) => [
      ...[method, data, String(n), `${promise[kind]} ${kind === "contrast" ? "" : percent(nominal)}`.trim()],
      ...[
        percent(observed),
        `± ${percent(simulationError)}`,
        holds === null ? unchecked[kind] : holds ? "yes" : "NO",
      ],
    ]),
  };
  const caption = `${new Date().toISOString().slice(0, 10)}, seed ${values.seed}, ${replicates} replicates (fewer where a case is slow)`;
  writeTable({ name: "calibration", caption, table, write: values.write });
}
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
