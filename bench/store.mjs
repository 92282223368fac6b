/**
 * What the store's engine does per second of processor time: bulk writes, single transactions, reads in pages.
 *
 *   node bench/store.mjs [--against DIR] [--runs 20000] [--rounds 3]
 *
 * With `--against`, another checkout (installed and built) does the same work in turns with this one, and each figure
 * is also given as a ratio to it: an engine is compared with another only within one run. Each round is a process and
 * a store of its own; figures are medians over the rounds.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    against: { type: "string" },
    runs: { type: "string", default: "20000" },
    rounds: { type: "string", default: "3" },
    step: { type: "string" },
  },
});
const here = fileURLToPath(new URL("..", import.meta.url));
const MEASURES = [
  "planned in bulk, runs/CPU s",
  "single transactions/CPU s",
  "read in pages, runs/CPU s",
  "peak MB",
];

async function measure(checkout, count) {
  const from = (path) => import(pathToFileURL(join(checkout, "dist", path)).href);
  const { openSqliteStore } = await from("store/sqlite.js");
  const { runId, traceId } = await from("domain/ids.js");
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-store-"));
  const store = await openSqliteStore({ file: join(folder, "assay.db") });
  const experimentId = "aaaaaaaaaaaaaaaa";
  const runs = Array.from({ length: count }, (_, ordinal) => {
    const place = { experimentId, itemId: `item-${ordinal}`, repetition: 0 };
    return { ...place, ordinal, id: runId(place), traceId: traceId(place) };
  });
  const perSecond = async (amount, work) => {
    const started = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(started);
    return (amount * 1e6) / (user + system);
  };
  const bulk = await perSecond(count, () => store.planRuns(runs));
  const singles = Math.ceil(count / 4);
  const single = await perSecond(singles, async () => {
    for (const run of runs.slice(0, singles)) {
      // Statements of some drivers are freed by finalizers, which wait for a turn of the event loop.
      if (run.ordinal % 100 === 0) await setImmediate();
      const output = { output: "x".repeat(200), latencyMs: 1, costUsd: 0, usage: null, attempts: 1 };
      await store.recordOutput(run.id, { ...output, at: "2026-01-02T03:04:05.678Z" });
    }
  });
  const read = await perSecond(count, async () => {
    for (let at = 0; at < count; at += 250)
      await store.listRuns({ experimentId, fromOrdinal: at, limit: 250 });
  });
  await store.close();
  rmSync(folder, { recursive: true });
  return [bulk, single, read, process.resourceUsage().maxRSS / 1024];
}

function inProcess(checkout) {
  const args = [fileURLToPath(import.meta.url), "--step", checkout, "--runs", values.runs];
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`the measurement of ${checkout} ended with ${status}`);
  return JSON.parse(stdout);
}

function median(numbers) {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

if (values.step !== undefined) {
  process.stdout.write(JSON.stringify(await measure(values.step, Number(values.runs))));
} else {
  const checkouts = [here, ...(values.against === undefined ? [] : [resolve(values.against)])];
  const rounds = checkouts.map(() => []);
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [index, checkout] of checkouts.entries()) rounds[index].push(inProcess(checkout));
  const medians = rounds.map((all) => MEASURES.map((_, measure) => median(all.map((row) => row[measure]))));
  const head = ["measure", "this checkout", ...(medians.length > 1 ? ["the other", "ratio"] : [])];
  const rows = MEASURES.map((name, index) => {
    const [own, other] = medians.map((row) => row[index]);
    return [
      name,
      own.toFixed(0),
      ...(other === undefined ? [] : [other.toFixed(0), (own / other).toFixed(2)]),
    ];
  });
  for (const row of [head, head.map(() => "---"), ...rows]) process.stdout.write(`| ${row.join(" | ")} |\n`);
}
