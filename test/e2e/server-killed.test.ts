import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readServerRecord } from "../../src/temporal/server-record.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";

const gated = fileURLToPath(new URL("fixtures/gated/assay.config.ts", import.meta.url));

let home = "";
let cli: Cli;
let spawned: SpawnedCli[] = [];
const spawn = (...args: string[]): SpawnedCli => {
  const command = cli.spawn(...args, "--config", gated);
  spawned.push(command);
  return command;
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-server-"));
  cli = createCli(home);
  spawned = [];
});
afterEach(async () => {
  for (const { child, ended } of spawned) {
    child.kill("SIGKILL");
    await ended;
  }
  const record = await readServerRecord(home);
  if (record !== null) await stopProcess(record.pid);
  rmSync(home, { recursive: true, force: true });
});

test("exactly one of three commands restarts the server they share after kill -9, all say why, and no run is lost", async () => {
  const log = callLog(home);
  const served = spawn("start");
  await served.saw(/serving; Ctrl-C ends it/);
  const worker = spawn("worker");
  await worker.saw(/"msg":"worker started"/);
  const follower = spawn("run", "gated", "--name", "survivor");
  await log.until("start", 4);
  const before = await readServerRecord(home);
  process.kill(before?.pid as number, "SIGKILL");
  const told =
    /the Temporal server at 127\.0\.0\.1:\d+ ended( by SIGKILL)?; (restarted in [\d.]+ m?s|another command)/;
  await Promise.all([served, worker, follower].map((command) => command.saw(told)));
  const after = await readServerRecord(home);
  expect(after).toMatchObject({ address: before?.address, restarts: 1, failure: null });
  expect(after?.pid).not.toBe(before?.pid);
  log.openGate();
  const { code, stdout, stderr } = await follower.end();
  expect(code).toBe(0);
  expect(stdout).toContain("30 runs: 30 completed, 0 failed, 0 cancelled");
  const others = await Promise.all([worker, served].map((command) => command.end("SIGTERM")));
  const texts = [stderr, ...others.map((ended) => ended.stderr)];
  expect(texts.map((text) => text.split("restarted in").length - 1).sort()).toEqual([0, 0, 1]);
  expect(others.map((ended) => ended.code)).toEqual([0, 0]);
  expect(new Set(log.items("end")).size).toBe(30);
  expect(await readServerRecord(home)).toBeNull();
  expect(readFileSync(join(home, "temporal.log"), "utf8")).not.toContain("panic");
});
