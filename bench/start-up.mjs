/**
 * How long commands take that do next to nothing: help, lists, a run of 60 trivial items beside a running `assay start`
 * and alone.
 *
 *   node bench/start-up.mjs [--rounds 5] [--json]
 *
 * Each figure is the median over the rounds: seconds by the clock, seconds of the command's own processor time, and the
 * same as a multiple of `node -e 0`, which holds on a busy machine too.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setUp } from "../scripts/setup.mjs";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, json: { type: "boolean", default: false } },
});
const rounds = Number(values.rounds);
const assay = fileURLToPath(new URL("../bin/assay.mjs", import.meta.url));
const config = fileURLToPath(new URL("start-up/assay.config.mjs", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "assay-bench-start-up-"));
const environment = { ...process.env, ASSAY_HOME: home, TEMPORAL_ADDRESS: "" };

setUp();
const rows = [measure("node -e 0", ["-e", "0"])];
for (const args of [["--help"], ["--version"], ["run", "--help"]]) rows.push(measureCommand(args));
const alone = measureCommand(["run", "trivial"], "alone");
spawnSync(process.execPath, command(["run", "trivial", "--name", "once"]), { env: environment });
for (const args of [["list"], ["show", "once"]]) rows.push(measureCommand(args));
const service = spawn(process.execPath, command(["start"]), {
  env: environment,
  stdio: ["ignore", "ignore", "pipe"],
});
await untilServing(service.stderr);
const beside = measureCommand(["run", "trivial"], "beside assay start");
service.kill("SIGTERM");
await once(service, "exit");
rmSync(home, { recursive: true, force: true });
rows.push(beside, alone);

const [{ cpuSeconds: unit }] = rows;
const results = rows.map((row) => ({ ...row, timesNode: row.cpuSeconds / unit }));
if (values.json) process.stdout.write(`${JSON.stringify({ rounds, rows: results })}\n`);
else {
  process.stdout.write("| command | wall s | CPU s | × node |\n| --- | --- | --- | --- |\n");
  for (const { name, wallSeconds, cpuSeconds, timesNode } of results)
    process.stdout.write(
      `| \`${name}\` | ${wallSeconds.toFixed(2)} | ${cpuSeconds.toFixed(2)} | ${timesNode.toFixed(1)} |\n`,
    );
}

function command(args) {
  return [assay, ...args, "--config", config];
}

function measureCommand(args, place) {
  const name = `assay ${args.join(" ")}${place === undefined ? "" : `, ${place}`}`;
  return measure(name, command(args));
}

/** Of the process alone: what servers and workers do for it counts by the clock only. */
function measure(name, args) {
  const taken = Array.from({ length: rounds }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--import", reporter(), ...args], {
      env: environment,
      encoding: "utf8",
    });
    const wallSeconds = (performance.now() - started) / 1_000;
    const cpuSeconds = Number(/^CPU seconds: (.+)$/m.exec(stderr)?.[1]);
    if (status !== 0) throw new Error(`${name} ended with exit code ${status}:\n${stderr}`);
    return { wallSeconds, cpuSeconds };
  });
  const median = (figure) => taken.map(figure).sort((one, other) => one - other)[Math.floor(rounds / 2)];
  return { name, wallSeconds: median((one) => one.wallSeconds), cpuSeconds: median((one) => one.cpuSeconds) };
}

/** A module that says at the end how much processor time the process took. */
function reporter() {
  const code = `process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    process.stderr.write("\\nCPU seconds: " + (user + system) / 1e6 + "\\n");
  });`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

function untilServing(stream) {
  stream.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
      if (text.includes("serving; Ctrl-C ends it")) resolve();
    });
    stream.once("end", () => reject(new Error(`assay start ended:\n${text}`)));
  });
}
