/**
 * 1,000 items, a pipeline of 500 ms and a judge of 300 ms (a local HTTP server), 50 calls at once: wall time over the
 * ideal, processor time per run, memory and history events, beside the same calls in a plain loop of one process.
 *
 *   node bench/throughput.mjs [items] [concurrency]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pLimit from "p-limit";
import { pino } from "pino";
import { AssayClient } from "../dist/client.js";
import { startWorker } from "../dist/worker.js";

const items = Number(process.argv[2] ?? 1_000);
const concurrency = Number(process.argv[3] ?? 50);
const DELAYS = { "/pipeline": 500, "/judge": 300 };
const idealMs = (items * (500 + 300)) / concurrency;

const counts = { "/pipeline": 0, "/judge": 0 };
const server = createServer(async ({ url }, response) => {
  counts[url] += 1;
  await setTimeout(DELAYS[url]);
  response.end("ok");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;

async function measure(name, work) {
  const before = process.cpuUsage();
  const started = performance.now();
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  const events = await work();
  clearInterval(sampler);
  const { user, system } = process.cpuUsage(before);
  const wallMs = performance.now() - started;
  return {
    runner: name,
    "wall s": (wallMs / 1_000).toFixed(1),
    "over ideal": (wallMs / idealMs).toFixed(2),
    "CPU ms/run": ((user + system) / 1_000 / items).toFixed(1),
    "peak MB": Math.round(peak / 2 ** 20),
    "events/run": events === null ? "–" : (events / items).toFixed(1),
  };
}

async function plainLoop() {
  const limit = pLimit(concurrency);
  await Promise.all(
    Array.from({ length: items }, () =>
      limit(async () => {
        await (await fetch(`${url}/pipeline`)).text();
        await (await fetch(`${url}/judge`)).text();
      }),
    ),
  );
  return null;
}

const home = mkdtempSync(join(tmpdir(), "assay-bench-"));
const environment = { ...process.env, ASSAY_HOME: home };
Object.assign(process.env, {
  BENCH_URL: url,
  BENCH_ITEMS: String(items),
  BENCH_CONCURRENCY: String(concurrency),
});
const rows = [await measure("plain loop", plainLoop)];
const client = await AssayClient.connect({
  environment,
  configFile: join(import.meta.dirname, "throughput/assay.config.mjs"),
});
const worker = await startWorker({
  project: client.project,
  temporal: client.temporal,
  logger: pino({ level: "error" }, pino.destination(2)),
});
rows.push(
  await measure("assay", async () => {
    const handle = await client.startExperiment({ definition: "throughput" });
    const { experiments } = await handle.result();
    const done = experiments[0].summary.runs.completed;
    if (done !== items) throw new Error(`${done} of ${items} runs completed`);
    return await countEvents(handle.workflowId);
  }),
);
await worker.stop();
await client.close();
server.close();
rmSync(home, { recursive: true, force: true });
process.stdout.write(
  `${items} items, concurrency ${concurrency}, ideal ${idealMs / 1_000} s, calls ${JSON.stringify(counts)}\n`,
);
console.table(rows);

/** All events of the experiment and its ranges, over continue-as-new. */
async function countEvents(workflowId) {
  let events = 0;
  const { Client } = await import("@temporalio/client");
  const temporal = new Client({ connection: client.temporal.connection });
  const ids = [
    workflowId,
    ...Array.from({ length: Math.ceil(items / 250) }, (_, page) => `${workflowId}/${page * 250}`),
  ];
  for (const id of ids) {
    const history = await temporal.workflow
      .getHandle(id)
      .fetchHistory()
      .catch(() => ({ events: [] }));
    events += history.events.length;
  }
  return events;
}
