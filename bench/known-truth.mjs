/**
 * Comparisons whose truth is known, through the real store and the real compare activity: rows of simulated judged
 * scores go into SQLite, the activity compares them, and its verdict is held against the truth.
 *
 *   node bench/known-truth.mjs [--comparisons 400] [--items 60] [--seed 20261124] [--json] [--write]
 *
 * Without a difference at most 5 % (plus three standard errors of the simulation) may name a winner; at the difference
 * that the planner says these items find with 80 % power, at least 80 % (less three standard errors) must. Exit code 1
 * when either fails.
 */
import { parseArgs } from "node:util";
import { MockActivityEnvironment } from "@temporalio/testing";
import { planExperiment } from "../dist/analysis/plan/plan-experiment.js";
import { composeActivities } from "../dist/compose-activities.js";
import { ComparisonPolicy } from "../dist/domain/comparison/comparison.js";
import { createProviderQueues } from "../dist/models/provider-queues.js";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { openSqliteStore } from "../dist/store/sqlite.js";
import { createWaitBook } from "../dist/waits/wait-book.js";
import { normal } from "./calibration/random-samples.mjs";
import { writeComparison } from "./known-truth/write-comparison.mjs";
import { writeTable } from "./write-table.mjs";

const { values } = parseArgs({
  options: {
    comparisons: { type: "string", default: "400" },
    items: { type: "string", default: "60" },
    seed: { type: "string", default: "20261124" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const comparisons = Number(values.comparisons);
const items = Number(values.items);
const repetitions = 2;
const ALPHA = 0.05;
const POWER = 0.8;
/** In score points: items differ in how much they gain, repetitions vary around them. */
const NOISE = { item: 0.25, gain: 0.08, repetition: 0.1 };

const store = await openSqliteStore({ file: ":memory:" });
const codeVersion = { gitCommit: null, gitDirty: null, configurationHash: null };
const providerQueues = createProviderQueues({}, "known-truth");
const activities = composeActivities(
  { store, codeVersion, registry: {}, models: {} },
  { providerQueues, warn: () => undefined, waits: createWaitBook() },
);
const environment = new MockActivityEnvironment();
const plan = await planExperiment(store, {
  definition: "known-truth",
  metric: "quality",
  alpha: ALPHA,
  power: POWER,
  effect: null,
  pilot: null,
  assumptions: { sd: NOISE.gain, repetitionSd: NOISE.repetition },
  design: { items, repetitions },
  maximumItems: items,
  minimumItems: 10,
  maximumRepetitions: 10,
  maximumJudgements: 1,
});
const effect = plan.present.minimumDetectableEffect;

/** The candidate gains `difference` on average; scores stay within no bounds, so that the truth is exact. */
function draw(random, difference) {
  return Array.from({ length: items }, () => {
    const level = 0.6 + NOISE.item * normal(random);
    const gain = difference + NOISE.gain * normal(random);
    const side = (mean) =>
      Array.from({ length: repetitions }, () => mean + NOISE.repetition * normal(random));
    return { baseline: side(level), candidate: side(level + gain) };
  });
}

async function simulate(name, difference) {
  const random = createRandom(`${values.seed}/${name}`);
  const counts = { right: 0, wrong: 0, undecided: 0 };
  let covered = 0;
  for (let index = 0; index < comparisons; index += 1) {
    const comparison = await writeComparison(store, {
      name: `${name}-${index}`,
      metric: "quality",
      rows: draw(random, difference),
      policy: ComparisonPolicy.parse({ primaryMetric: "quality", alpha: ALPHA }),
    });
    await environment.run(activities.compareExperiments, {
      comparisonId: comparison.id,
      status: "completed",
    });
    const { report } = await store.getComparison(comparison.id);
    const found = report.differences.find(({ metric }) => metric === "quality");
    if (found.interval.lower <= difference && found.interval.upper >= difference) covered += 1;
    if (report.winner.experimentId === null) counts.undecided += 1;
    else if (difference > 0 && report.winner.experimentId === found.candidateId) counts.right += 1;
    else counts.wrong += 1;
  }
  return { name, difference, ...counts, covered };
}

const started = performance.now();
const nothing = await simulate("no difference", 0);
const planned = await simulate("the planned difference", effect);
await store.close();
const error = (rate) => Math.sqrt((rate * (1 - rate)) / comparisons);
const named = nothing.wrong / comparisons;
const found = planned.right / comparisons;
const checks = {
  falseWinners: { rate: named, limit: ALPHA + 3 * error(ALPHA), holds: named <= ALPHA + 3 * error(ALPHA) },
  foundWinners: { rate: found, limit: POWER - 3 * error(POWER), holds: found >= POWER - 3 * error(POWER) },
  coverage: [nothing, planned].map(({ name, covered }) => {
    const rate = covered / comparisons;
    return { name, rate, holds: rate >= 1 - ALPHA - 3 * error(ALPHA) };
  }),
};
const holds = [checks.falseWinners, checks.foundWinners, ...checks.coverage].every((check) => check.holds);
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ comparisons, items, repetitions, effect, simulations: [nothing, planned], checks, holds }, null, 2)}\n`,
  );
} else {
  const percent = (count) => `${((count / comparisons) * 100).toFixed(1)} %`;
  const table = {
    head: [
      "truth",
      "names the better one",
      "names a wrong winner",
      "undecided",
      "95 % interval holds the truth",
    ],
    rows: [nothing, planned].map(({ name, difference, right, wrong, undecided, covered }) => [
      `${name} (${difference === 0 ? "0" : `+${difference.toFixed(4)}`})`,
      ...(difference === 0 ? ["–"] : [percent(right)]),
      ...[percent(wrong), percent(undecided), percent(covered)],
    ]),
  };
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  const caption =
    `${new Date().toISOString().slice(0, 10)}, seed ${values.seed}: ${comparisons} comparisons each of ${items} items × ${repetitions} repetitions, ` +
    `through store and compare activity in ${seconds} s; simulation's error ± ${percent(error(ALPHA) * comparisons)} at 5 %, ± ${percent(error(POWER) * comparisons)} at 80 %`;
  writeTable({ name: "known-truth", caption, table, write: values.write });
}
process.exitCode = holds ? 0 : 1;
