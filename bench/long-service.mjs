/**
 * Whether `assay start` serves for hours: a stream of small experiments, while a second worker, the embedded Temporal
 * server, the service itself and the store are disturbed at random (killed, stopped for a while, locked).
 *
 *   node bench/long-service.mjs [--minutes 120] [--every 10] [--seed 1] [--json] [--keep]
 *
 * In the end: one result per run held against the service's own log, every stall explained by a line of the log,
 * memory and speed as at the start. The first and last tenth of the time pass undisturbed; speed is compared between
 * the two. Exit code 1 when something does not hold; logs and store are kept then, and with --keep.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import getPort from "get-port";
import { setUp } from "../scripts/setup.mjs";
import { checkResults } from "./long-service/check-results.mjs";
import { disturb, planDisturbances } from "./long-service/disturbances.mjs";
import { startEchoService } from "./long-service/echo-service.mjs";
import { explainStalls, findStalls } from "./long-service/find-stalls.mjs";
import { printOutcome } from "./long-service/print-outcome.mjs";
import { runSchedule } from "./long-service/schedule.mjs";
import { keepRunning } from "./long-service/service-manager.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    every: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});
const seconds = Number(values.minutes) * 60;
if (!(seconds >= 60)) throw new Error(`--minutes is a number of at least 1; received ${values.minutes}`);

const ITEMS = 12;
/** Shorter than this, waiting is what the product promises: a lost worker's calls are found after the heartbeat. */
const STALL_MS = 10_000;
/** Until everything that was started has ended, once nothing disturbs any more. */
const PATIENCE_MS = 240_000;
const SLOWEST = 1.5;
const LARGEST = 1.5;
const calm = Math.max(15, seconds / 10);
const longest = Math.min(30, Math.max(3, seconds / 120));
const heartbeatMs = longest >= 20 ? 20_000 : 5_000;

setUp();
const { createRandom } = await import("../dist/statistics/seeded-random.js");
const { openSqliteStore } = await import("../dist/store/sqlite.js");
const random = createRandom(values.seed);
const home = mkdtempSync(join(tmpdir(), "assay-long-service-"));
const say = (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
say(`home: ${home}`);
const echo = await startEchoService();
const assay = join(import.meta.dirname, "..", "bin", "assay.mjs");
const config = ["--config", join(import.meta.dirname, "long-service", "assay.config.mjs")];
const environment = {
  ...process.env,
  ASSAY_HOME: home,
  ASSAY_TEMPORAL_PORT: String(await getPort({ host: "127.0.0.1" })),
  ASSAY_TEMPORAL_UI_PORT: String(await getPort({ host: "127.0.0.1" })),
  BENCH_URL: echo.url,
  BENCH_ITEMS: String(ITEMS),
  BENCH_HEARTBEAT_MS: String(heartbeatMs),
};
const log = [];
const service = (name, ...args) =>
  keepRunning({ name, args: [assay, ...args, ...config], environment, cwd: home, log });
const start = service("start", "start", "--port", String(await getPort({ host: "127.0.0.1" })));
while (!log.some(({ line }) => line.startsWith("serving"))) await setTimeout(100);
const services = { start, worker: service("worker", "worker") };
await setTimeout(2_000);

const began = Date.now();
const memory = [];
const sampler = setInterval(() => {
  const pid = start.pid();
  if (pid !== null) memory.push({ at: Date.now(), pid, residentMb: residentMb(pid) });
}, 2_000);
const over = new AbortController();
const schedule = runSchedule({
  command: [assay, ...config],
  environment,
  cwd: home,
  everyMs: Number(values.every) * 1_000,
  signal: over.signal,
  onStart: ({ name, code, said }) => code !== 0 && say(`${name}: start ended with ${code}: ${said}`),
});
const disturbances = [];
const between = Math.max(longest + 3, (seconds - 2 * calm) / Math.max(8, seconds / 120));
for (const planned of planDisturbances({ random, from: calm, to: seconds - calm, between, longest })) {
  await setTimeout(Math.max(0, began + planned.at * 1_000 - Date.now()));
  const happened = await disturb(planned, { home, services });
  disturbances.push(happened);
  say(`${happened.kind}${happened.done ? "" : " (there was nothing to disturb)"}`);
}
const calmFrom = Date.now();
await setTimeout(Math.max(0, began + seconds * 1_000 - Date.now()));
over.abort();
const starts = await schedule;
const unended = await untilAllEnded();
clearInterval(sampler);
for (const { stop } of [services.worker, services.start]) await stop();
echo.stop();

const { problems, experiments, counts } = await checkResults({
  home,
  starts,
  calls: echo.calls,
  items: ITEMS,
  interruptions: disturbances.filter(({ done }) => done),
});
const stalls = explainStalls(
  findStalls({
    open: experiments.map(({ startedAt, createdAt, endedAt }) => ({
      from: Date.parse(startedAt ?? createdAt),
      to: Date.parse(endedAt ?? new Date().toISOString()),
    })),
    moves: [
      ...echo.calls.flatMap(({ at, answeredAt }) => (answeredAt === null ? [at] : [at, answeredAt])),
      ...experiments.map(({ endedAt }) => Date.parse(endedAt ?? "")).filter(Number.isFinite),
    ],
    longestMs: STALL_MS,
  }),
  { disturbances, log },
);
const outcome = {
  minutes: Number(values.minutes),
  starts: starts.length,
  refusedStarts: starts.filter(({ code }) => code !== 0).map(({ name, said }) => ({ name, said })),
  experiments: experiments.length,
  ...counts,
  calls: echo.calls.length,
  disturbances: disturbances.map(({ kind, from, to, done }) => ({ kind, from, to, done })),
  lives: { start: services.start.lives.length, worker: services.worker.lives.length },
  problems: [...problems, ...unended.map((name) => `${name} has not ended`)],
  stalls,
  speed: compareSpeed(),
  memory: compareMemory(),
};
const holds =
  outcome.problems.length === 0 &&
  stalls.every(({ line }) => line !== null) &&
  (outcome.speed.ratio ?? 1) <= SLOWEST &&
  (outcome.memory.ratio ?? 1) <= LARGEST;
if (values.json) process.stdout.write(`${JSON.stringify({ ...outcome, holds })}\n`);
else printOutcome(outcome);
if (holds && !values.keep) rmSync(home, { recursive: true, force: true });
else {
  writeFileSync(join(home, "log.jsonl"), log.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  writeFileSync(join(home, "calls.jsonl"), echo.calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
  writeFileSync(join(home, "outcome.json"), JSON.stringify(outcome, null, 2));
  say(`log, calls and store are kept in ${home}`);
}
process.exitCode = holds ? 0 : 1;

/** Names of what is still under way when patience ends. */
async function untilAllEnded() {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const store = await openSqliteStore({ file: join(home, "assay.db") });
    const { experiments } = await store.listUnended();
    await store.close();
    if (experiments.length === 0 || Date.now() > deadline) return experiments.map(({ name }) => name);
    await setTimeout(500);
  }
}

/** Median seconds of an experiment in the undisturbed times at both ends. */
function compareSpeed() {
  const took = (from, to) => {
    const own = experiments.filter(
      ({ startedAt, endedAt }) => Date.parse(startedAt) >= from && Date.parse(endedAt) <= to,
    );
    return median(own.map(({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000));
  };
  const first = took(began, began + calm * 1_000);
  const last = took(calmFrom, Date.now());
  return {
    firstSeconds: first,
    lastSeconds: last,
    ratio: first === null || last === null ? null : last / first,
  };
}

/** Median resident memory of the last life of `assay start`: its first and last tenth, warming up left out. */
function compareMemory() {
  const { pid } = services.start.lives.at(-1);
  const own = memory.filter((sample) => sample.pid === pid);
  const tenth = Math.floor(own.length / 10);
  const megabytes = (samples) => median(samples.map(({ residentMb }) => residentMb));
  const first = megabytes(own.slice(tenth, 2 * tenth));
  const last = megabytes(own.slice(-tenth));
  const minutes = own.length === 0 ? 0 : (own.at(-1).at - own[0].at) / 60_000;
  return {
    minutes,
    firstMb: first,
    lastMb: last,
    ratio: first === null || last === null ? null : last / first,
  };
}

function median(numbers) {
  if (numbers.length === 0) return null;
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function residentMb(pid) {
  const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(stdout) / 1_024;
}
