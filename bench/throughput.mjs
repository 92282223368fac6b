/**
 * An experiment beside the same calls in a plain loop: wall time over the ideal, processor time, memory and history
 * events. What is measured how: bench/README.md.
 *
 *   node bench/throughput.mjs [--items 1000] [--concurrency 50] [--runner both|plain|assay]
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setUp } from "../scripts/setup.mjs";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "1000" },
    concurrency: { type: "string", default: "50" },
    runner: { type: "string", default: "both" },
  },
});
const items = Number(values.items);
const concurrency = Number(values.concurrency);
const RUNNERS = { plain: "plain-loop.mjs", assay: "assay-runner.mjs" };
const chosen = values.runner === "both" ? Object.keys(RUNNERS) : [values.runner];
if (!(items >= 1 && concurrency >= 1 && chosen.every((name) => name in RUNNERS))) {
  process.stderr.write(
    "usage: node bench/throughput.mjs [--items N] [--concurrency N] [--runner both|plain|assay]\n",
  );
  process.exit(2);
}
/** A pipeline call of 500 ms and a judge's of 300 ms per item. */
const idealMs = (items * (500 + 300)) / concurrency;

setUp();
const models = start("simulated-models.mjs", {});
const [url] = await once(models, "message");
const rows = [];
let calls = { "/pipeline": 0, "/judge": 0 };
for (const name of chosen) {
  const runner = start(RUNNERS[name], {
    BENCH_URL: url,
    BENCH_ITEMS: String(items),
    BENCH_CONCURRENCY: String(concurrency),
  });
  const ended = once(runner, "exit");
  const [measured] = await Promise.race([
    once(runner, "message"),
    ended.then(([code]) => {
      throw new Error(`the runner "${name}" ended with ${code} and measured nothing`);
    }),
  ]);
  await ended;
  const now = await (await fetch(`${url}/counts`)).json();
  rows.push(
    toRow(name, measured, {
      pipeline: now["/pipeline"] - calls["/pipeline"],
      judge: now["/judge"] - calls["/judge"],
    }),
  );
  calls = now;
}
models.disconnect();
process.stdout.write(`${items} items, concurrency ${concurrency}, ideal ${(idealMs / 1_000).toFixed(1)} s\n`);
console.table(rows);

function start(file, environment) {
  return fork(join(import.meta.dirname, "throughput", file), { env: { ...process.env, ...environment } });
}

function toRow(name, { wallMs, cpuMs, serverCpuMs, peakMb, events }, calls) {
  const perRun = (total) => (total === null || total === undefined ? "–" : (total / items).toFixed(1));
  return {
    runner: name,
    "wall s": (wallMs / 1_000).toFixed(1),
    "over ideal": (wallMs / idealMs).toFixed(2),
    "CPU ms/run": perRun(cpuMs),
    "Temporal CPU ms/run": perRun(serverCpuMs),
    "peak MB": Math.round(peakMb),
    "events/run": perRun(events),
    "calls (pipeline, judge)": `${calls.pipeline}, ${calls.judge}`,
  };
}
