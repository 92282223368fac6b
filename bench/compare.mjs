/**
 * How long `assay compare` takes, and how much memory, by the number of runs per arm: rows of two experiments with a
 * score, a yes-or-no score, latency, cost and tokens go into a SQLite file through the store, then a process of its
 * own compares them.
 *
 *   node bench/compare.mjs [--runs 1000,10000,100000] [--repetitions 1] [--json]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareExperiments } from "../dist/analysis/compare-experiments.js";
import { ComparisonPolicy } from "../dist/domain/comparison.js";
import { openSqliteStore } from "../dist/store/sqlite.js";
import { writeArms } from "./compare/write-arms.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000,10000,100000" },
    repetitions: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    file: { type: "string" },
  },
});

if (values.file === undefined) {
  const rows = [];
  for (const runs of values.runs.split(",").map(Number))
    rows.push(await measure(runs, Number(values.repetitions)));
  if (values.json) process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`);
  else console.table(rows);
} else {
  await compareFile(values.file);
}

async function measure(runs, repetitions) {
  const folder = mkdtempSync(join(tmpdir(), "assay-compare-"));
  try {
    const file = join(folder, "assay.db");
    const store = await openSqliteStore({ file });
    await writeArms(store, { runs, repetitions });
    await store.close();
    const output = execFileSync(process.execPath, [import.meta.filename, "--file", file], {
      encoding: "utf8",
    });
    return { "runs per arm": runs, ...JSON.parse(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, so that its peak memory is the comparison's alone. */
async function compareFile(file) {
  const store = await openSqliteStore({ file });
  const experiments = await store.listExperiments({ limit: 2 });
  const startRss = process.memoryUsage.rss();
  const started = performance.now();
  const report = await compareExperiments(store, {
    experiments,
    baselineId: experiments.find(({ variant }) => variant === "baseline").id,
    policy: ComparisonPolicy.parse({ primaryMetric: "quality" }),
  });
  const seconds = (performance.now() - started) / 1_000;
  await store.close();
  const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
  const result = {
    metrics: report.differences.length,
    seconds: Number(seconds.toFixed(2)),
    "peak RSS MB": peakMegabytes(),
    "RSS before MB": megabytes(startRss),
    "report kB": Math.round(JSON.stringify(report).length / 1_024),
  };
  process.stdout.write(JSON.stringify(result));
}

/** Linux keeps the peak of this process; elsewhere `maxRSS` may be that of the process which started it. */
function peakMegabytes() {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    return Math.round(Number(kilobytes) / 1_024);
  } catch {
    return Math.round(process.resourceUsage().maxRSS / 1_024);
  }
}
