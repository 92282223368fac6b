/**
 * Whether a worker stays as fast and as small as it was: observed runs through an HTTP pipeline, one small experiment
 * after the other in one process, on each Node.js release asked for.
 *
 *   node bench/soak.mjs [--runs 5000] [--nodes 20,22] [--json]
 *
 * A release other than the running one is brought by npm into a temporary folder. Exit code 1 when a run of the last
 * tenth takes more than 1.25 times the processor time of one of the first, which other work on the machine does not
 * change as it does runs per second, or when memory grows by more than a quarter from the second tenth to the last.
 */
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setUp } from "../scripts/setup.mjs";

const TENTHS = 10;
const SLOWEST = 1.25;
const LARGEST = 1.25;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5000" },
    nodes: { type: "string", default: "20,22" },
    json: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs / TENTHS) || runs < TENTHS)
  throw new Error(`--runs is a multiple of ${TENTHS}; received ${values.runs}`);

setUp();
const folder = mkdtempSync(join(tmpdir(), "assay-soak-"));
const results = [];
try {
  for (const release of values.nodes.split(",")) results.push(await soak(release, findNode(release)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) process.stdout.write(`${JSON.stringify({ runs, results })}\n`);
else print(results);
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;

/** The path of a Node.js of this release: the running one, or the one that npm packs for this platform. */
function findNode(release) {
  if (process.versions.node.split(".")[0] === release) return process.execPath;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const place = join(folder, release);
  const args = ["install", "--prefix", place, "--no-save", "--no-audit", "--no-fund", `${name}@${release}`];
  const { status } = spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`npm could not install ${name}@${release}; see above`);
  return join(place, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
}

async function soak(release, execPath) {
  const service = fork(join(import.meta.dirname, "soak", "service.mjs"));
  const [url] = await once(service, "message");
  const worker = fork(join(import.meta.dirname, "soak", "observed-runs.mjs"), {
    execPath,
    execArgv: ["--expose-gc"],
    env: { ...process.env, BENCH_URL: url, BENCH_ITEMS: String(runs / TENTHS), BENCH_TENTHS: String(TENTHS) },
  });
  const warnings = [];
  const tenths = [];
  let version = "";
  worker.on("message", (message) => {
    if (message.warning !== undefined) warnings.push(message.warning);
    else if (message.version !== undefined) version = message.version;
    else tenths.push(message);
  });
  const [code] = await once(worker, "exit");
  service.disconnect();
  if (code !== 0 || tenths.length !== TENTHS) throw new Error(`Node.js ${release} ended with ${code}`);
  const speed = tenths.at(-1).runsPerSecond / tenths[0].runsPerSecond;
  // The first tenth compiles and fills what is bounded; from the second on memory has to be flat.
  const memory = tenths.at(-1).heapMb / tenths[1].heapMb;
  const processor = tenths.at(-1).cpuMsPerRun / tenths[0].cpuMsPerRun;
  const holds = processor <= SLOWEST && memory <= LARGEST && warnings.length === 0;
  return { version, tenths, speed, processor, memory, warnings, holds };
}

function print(results) {
  const head = ["Node.js", "", ...Array.from({ length: TENTHS }, (_, n) => String(n + 1)), "last ÷ first"];
  const lines = [head, head.map(() => "---")];
  for (const { version, tenths, speed, processor, memory } of results) {
    const row = (name, of, ratio) => [version, name, ...tenths.map(of), ratio];
    lines.push(row("runs/s", ({ runsPerSecond }) => runsPerSecond.toFixed(1), speed.toFixed(2)));
    lines.push(row("CPU ms/run", ({ cpuMsPerRun }) => cpuMsPerRun.toFixed(1), processor.toFixed(2)));
    lines.push(row("heap MB", ({ heapMb }) => heapMb.toFixed(0), `${memory.toFixed(2)} (of the 2nd)`));
    lines.push(row("resident MB", ({ residentMb }) => residentMb.toFixed(0), ""));
    lines.push(row("20,000 awaits ms", ({ awaitsMs }) => awaitsMs.toFixed(0), ""));
  }
  for (const cells of lines) process.stdout.write(`| ${cells.join(" | ")} |\n`);
  for (const { version, warnings } of results)
    for (const warning of warnings) process.stdout.write(`${version} warned: ${warning}\n`);
}
