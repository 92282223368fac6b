/**
 * How long a comparison of stored experiments takes, and how much memory.
 *
 *   node bench/compare.mjs [--sizes 1000,10000,100000]
 *
 * Writes two experiments of so many runs with two scores each into a store of its own, then compares them in a fresh
 * process. Peak memory is that process's; "over empty" leaves out what it has before it opens the store.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compareExperiments } from "../dist/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy } from "../dist/domain/comparison/comparison.js";
import { runId, scoreId, traceId } from "../dist/domain/ids.js";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { openSqliteStore } from "../dist/store/sqlite.js";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000,10000,100000" },
    step: { type: "string" },
    file: { type: "string" },
    runs: { type: "string" },
  },
});
const AT = "2026-01-02T03:04:05.678Z";
const ARMS = ["baseline", "candidate"];

function experiment(arm, runCount) {
  return {
    id: arm === "baseline" ? "aaaaaaaaaaaaaaaa" : "bbbbbbbbbbbbbbbb",
    name: arm,
    variant: arm,
    role: { kind: "variant", anchorsExperimentId: null },
    description: null,
    definition: "bench",
    datasetId: "d",
    datasetName: "d",
    datasetVersion: AT,
    itemLimit: null,
    pipeline: "p",
    config: {},
    repetitions: 1,
    orderSeed: null,
    cache: false,
    evaluators: [
      { id: "e", fingerprint: "f", mode: "computes", scoreNames: ["quality", "passed"], timeoutMs: 1 },
    ],
    limits: {},
    passThresholds: {},
    metadata: {},
    status: "completed",
    comparisonId: null,
    runCount,
    workflowId: `experiment/${arm}`,
    summary: null,
    error: null,
    createdAt: AT,
    startedAt: AT,
    endedAt: AT,
    codeVersion: { gitCommit: null, gitDirty: null, configurationHash: null },
  };
}

async function write(file, count) {
  const store = await openSqliteStore({ file });
  const random = createRandom("bench");
  for (const arm of ARMS) {
    const { id: experimentId } = experiment(arm, count);
    await store.createExperiment(experiment(arm, count));
    const runs = Array.from({ length: count }, (_, ordinal) => {
      const place = { experimentId, itemId: `item-${String(ordinal).padStart(7, "0")}`, repetition: 0 };
      return { ...place, ordinal, id: runId(place), traceId: traceId(place) };
    });
    await store.planRuns(runs);
    const shift = arm === "candidate" ? 0.01 : 0;
    for (const run of runs) {
      // Statements are freed by finalizers, which wait for a turn of the event loop: without one this takes 60 kB a run.
      if (run.ordinal % 100 === 0) await setImmediate();
      const score = (name, value, dataType) => ({
        id: scoreId({ runId: run.id, evaluatorId: "e", name }),
        traceId: run.traceId,
        runId: run.id,
        experimentId,
        evaluatorId: "e",
        name,
        dataType,
        value,
        stringValue: null,
        unscoredReason: null,
        comment: null,
        metadata: {},
        fingerprint: "f",
        source: "EVAL",
        timestamp: AT,
      });
      const quality = Math.min(1, random() + shift);
      await store.completeRun(
        run.id,
        [score("quality", quality, "NUMERIC"), score("passed", quality > 0.5 ? 1 : 0, "BOOLEAN")],
        AT,
      );
    }
  }
  await store.close();
}

async function compare(file) {
  const before = process.resourceUsage().maxRSS / 1024;
  const store = await openSqliteStore({ file });
  const experiments = await Promise.all(ARMS.map((arm) => store.getExperiment(arm)));
  const started = performance.now();
  const report = await compareExperiments(store, {
    experiments,
    baselineId: experiments[0].id,
    policy: ComparisonPolicy.parse({ primaryMetric: "quality" }),
  });
  const seconds = (performance.now() - started) / 1_000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  await store.close();
  process.stdout.write(
    JSON.stringify({ seconds, peakMb, overEmptyMb: peakMb - before, pairs: report.differences[0].n }),
  );
}

function inProcess(step, file, runs) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), "--step", step, "--file", file, "--runs", String(runs)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  if (status !== 0) throw new Error(`${step} ended with ${status}`);
  return stdout === "" ? null : JSON.parse(stdout);
}

if (values.step === "write") await write(values.file, Number(values.runs));
else if (values.step === "compare") await compare(values.file);
else {
  const folder = mkdtempSync(join(tmpdir(), "assay-compare-"));
  try {
    const rows = values.sizes.split(",").map((size) => {
      const file = join(folder, `${size}.db`);
      inProcess("write", file, size);
      return { size: Number(size), ...inProcess("compare", file, size) };
    });
    const [first] = rows;
    process.stdout.write(
      "| runs per arm | pairs | seconds | over the first | peak MB | MB over empty |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for (const { size, pairs, seconds, peakMb, overEmptyMb } of rows) {
      const cells = [
        size,
        pairs,
        seconds.toFixed(2),
        `${(seconds / first.seconds).toFixed(1)} ×`,
        peakMb.toFixed(0),
        overEmptyMb.toFixed(0),
      ];
      process.stdout.write(`| ${cells.join(" | ")} |\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
