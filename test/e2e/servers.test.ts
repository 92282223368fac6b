import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";

const healthScript = fileURLToPath(new URL("../../docker/worker-health.mjs", import.meta.url));
const gated = fileURLToPath(new URL("fixtures/gated/assay.config.ts", import.meta.url));

let home = "";
let cli: Cli;
let started: SpawnedCli[] = [];
const start = (...args: string[]): SpawnedCli => {
  const process = cli.spawn(...args);
  started.push(process);
  return process;
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-servers-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
  started = [];
});
afterEach(async () => {
  // Whatever a failed test left behind; a process that has ended is not signalled.
  for (const { child } of started)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

test("assay server listens on loopback, says where as JSON, is well, and ends in order at SIGTERM", async () => {
  const server = start("server", "--json");
  const [, url] = await server.saw(/"url": "(http:\/\/127\.0\.0\.1:\d+)"/);
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
  const { code, stdout, stderr } = await server.end("SIGTERM");
  expect({ code, stderr }).toEqual({ code: 0, stderr: `Assay: ${url}\n` });
  expect(JSON.parse(stdout)).toEqual({ url });
});

test("assay start serves everything, says where as JSON, and ends in order at SIGTERM", async () => {
  const all = start("start", "--json");
  const [, url] = await all.saw(/"assay": "(http:\/\/127\.0\.0\.1:\d+)"/);
  await all.saw(/serving; Ctrl-C ends it/);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const { stdout: report } = await cli.run("doctor");
  expect(report).toContain("ok       worker: one is running\n");
  const { code, stdout } = await all.end("SIGTERM");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    assay: url,
    temporal: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
    temporalUi: null,
  });
});

test("a worker told to stop finishes the calls it has, logs JSON, and the next one goes on without repeating any", async () => {
  const health = (): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(process.execPath, [healthScript], {
      env: {
        ...process.env,
        ASSAY_HOME: home,
        TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
        NODE_OPTIONS: "",
      },
      encoding: "utf8",
    });
  expect(health()).toMatchObject({ status: 1, stdout: "last poll never\n" });
  const log = callLog(home);
  const first = start("worker", "--json", "--config", gated);
  await first.saw(/"msg":"worker started"/);
  expect(health()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^last poll \d{4}-/) });
  const follower = start("run", "gated", "--name", "stopped", "--config", gated);
  await log.until("start", 4);
  first.child.kill("SIGTERM");
  await first.saw(/"msg":"worker stopping"/);
  log.openGate();
  const { code, stdout, stderr } = await first.end();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ temporal: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
  const messages = stderr
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages[0]).toBe("worker started");
  expect(messages.slice(-2)).toEqual(["worker stopping", "worker stopped"]);
  expect([...log.items("end")].sort()).toEqual([...log.items("start")].sort());
  const second = start("worker", "--config", gated);
  expect((await follower.end()).code).toBe(0);
  await second.end("SIGTERM");
  expect(new Set(log.items("start")).size).toBe(30);
  expect(log.items("start")).toHaveLength(30);
}, 120_000);
