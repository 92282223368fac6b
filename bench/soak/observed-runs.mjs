/** Client and worker in one process, which runs one experiment per tenth and tells speed and memory after each. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pino } from "pino";
import { AssayClient } from "../../dist/client.js";
import { startWorker } from "../../dist/worker.js";

const MEGABYTE = 1_048_576;
const items = Number(process.env.BENCH_ITEMS);

process.send({ version: process.versions.node });
process.on("warning", ({ name, message }) => process.send({ warning: `${name}: ${message}` }));
const home = mkdtempSync(join(tmpdir(), "assay-soak-home-"));
const client = await AssayClient.connect({
  environment: { ...process.env, ASSAY_HOME: home },
  configFile: join(import.meta.dirname, "assay.config.mjs"),
});
const logger = pino({ level: "error" }, pino.destination(2));
const worker = await startWorker({ project: client.project, temporal: client.temporal, logger });
for (let tenth = 0; tenth < Number(process.env.BENCH_TENTHS); tenth += 1) {
  const started = performance.now();
  const before = process.cpuUsage();
  const handle = await client.startExperiment({ definition: "soak", name: `soak ${tenth}` });
  const { experiments } = await handle.result();
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const cpuMsPerRun = (user + system) / 1_000 / items;
  const { completed } = experiments[0].summary.runs;
  if (completed !== items) throw new Error(`${completed} of ${items} runs completed`);
  const awaitsMs = await timeAwaits();
  process.send({ runsPerSecond: items / seconds, cpuMsPerRun, awaitsMs, ...(await memory()) });
}
await worker.stop();
await client.close();
rmSync(home, { recursive: true, force: true });
process.disconnect();

/** What each storage that is entered once too often makes slower. */
async function timeAwaits() {
  const started = performance.now();
  for (let n = 0; n < 20_000; n += 1) await null;
  return performance.now() - started;
}

async function memory() {
  // Twice, with a turn between: what is freed by finalizers is freed then.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc();
    await setTimeout(50);
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMb: heapUsed / MEGABYTE, residentMb: rss / MEGABYTE };
}
