import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli, type Ended, type SpawnedCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";

const gated = fileURLToPath(new URL("fixtures/gated/assay.config.ts", import.meta.url));
const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
let served: SpawnedCli | null = null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-steering-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS }, { host });
});
afterEach(async () => {
  await served?.end("SIGTERM");
  served = null;
  rmSync(home, { recursive: true, force: true });
});

interface Progress {
  readonly status: string;
  readonly paused: boolean | null;
  readonly counts: Readonly<Record<string, number>>;
}
const progress = async (name: string): Promise<Progress> =>
  (JSON.parse((await cli.run("progress", name, "--json")).stdout) as { progress: [Progress] }).progress[0];

const steer = async (verb: string, name: string): Promise<void> =>
  expect(await cli.run(verb, name)).toMatchObject({ code: 0, stdout: `${verb}: ${name}\n` });

describe("with a worker in another process", () => {
  beforeEach(async () => {
    served = cli.spawn("start", "--config", gated);
    await served.saw(/serving; Ctrl-C ends it/);
  });

  test("pause lets no further call start, resume goes on, and progress tells", async () => {
    const log = callLog(home);
    const detached = await cli.run("run", "gated", "--name", "paused", "--detach", "--config", gated);
    expect(detached).toEqual({ code: 0, stdout: "experiment/paused\n", stderr: "" });
    await log.until("start", 4);
    await steer("pause", "paused");
    log.openGate();
    await log.until("end", 4);
    expect(await progress("paused")).toMatchObject({ status: "running", paused: true });
    expect((await cli.run("progress", "paused")).stdout).toMatch(
      /^paused: running \(paused\), \d\/30 runs\n(.*\n)*waits for: assay resume paused, since \d{4}/,
    );
    // Calls that had their turn coming when the pause came may still be made; 30 are not.
    expect(log.items("start").length).toBeLessThan(10);
    await steer("resume", "paused");
    await log.until("end", 30);
    expect(log.items("start")).toHaveLength(30);
  });

  test("cancel stops the calls in flight, and keeps and summarizes what is done", async () => {
    const log = callLog(home);
    await cli.run("run", "gated", "--name", "cancelled", "--detach", "--config", gated);
    await log.until("start", 4);
    expect(await progress("cancelled")).toMatchObject({ status: "running", paused: false });
    await steer("cancel", "cancelled");
    const { stdout } = await untilEnded("cancelled");
    expect(stdout).toContain("cancelled: cancelled\n");
    expect(stdout).toContain("30 runs: 0 completed, 0 failed, 30 cancelled\n");
    expect(log.items("end")).toEqual([]);
  });

  test("what somebody terminates in Temporal is terminated in list, show and progress; resume goes on with it", async () => {
    const log = callLog(home);
    await cli.run("run", "gated", "--name", "ended", "--detach", "--config", gated);
    await log.until("start", 4);
    execFileSync(process.env.ASSAY_TEST_TEMPORAL_BINARY as string, [
      ...["workflow", "terminate", "--workflow-id", "experiment/ended", "--reason", "wrong prompt"],
      ...["--address", process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string],
    ]);
    const { stdout: shown } = await cli.run("show", "ended");
    const [head = "", , code, runs] = shown.split("\n");
    expect(head.replace(/by \S+:/, "by SOMEBODY:")).toBe(
      'ended: terminated, its workflow was terminated in Temporal by SOMEBODY: "wrong prompt". Results so far are kept; continue with: assay resume ended',
    );
    expect(code).toMatch(/^Code [0-9a-f]{12}/);
    expect(runs).toBe("30 runs: 0 completed, 0 failed, 30 cancelled");
    expect((await cli.run("list")).stdout).toMatch(/^ended +terminated /m);
    expect(await progress("ended")).toMatchObject({ status: "terminated", paused: null });
    expect(await cli.run("pause", "ended")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'assay: "ended" has ended (terminated): there is nothing to pause.\n',
    });
    expect(await cli.run("resume", "ended")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'assay: The configuration defines no experiment "gated". Defined: counting, no-pipeline, no-evaluator, no-dataset, empty\n',
    });
    log.openGate();
    expect(await cli.run("resume", "ended", "--config", gated)).toMatchObject({ code: 0, stderr: "" });
    expect((await untilEnded("ended")).stdout).toContain("30 runs: 30 completed, 0 failed, 0 cancelled\n");
  });
});

/** Looks again until the experiment has ended: the worker is another process, and the store is all they share. */
async function untilEnded(name: string): Promise<Ended> {
  let shown: Ended = { code: null, stdout: "", stderr: "" };
  await served?.until(async () => {
    shown = await cli.run("show", name);
    return !/^\S+: (pending|running)/.test(shown.stdout);
  });
  return shown;
}

test("without a worker, steering says that none answered, and progress still knows the counts", async () => {
  expect((await cli.run("run", "counting", "--name", "unserved", "--detach")).stderr).toBe(
    "no worker is running: it continues when one is started with: assay start\n",
  );
  expect(await progress("unserved")).toMatchObject({ status: "pending", paused: null });
  expect(await cli.run("pause", "unserved")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      'assay: No worker answered within 15 s when asked to pause "unserved". Start one with: assay start. Then ask again.\n',
  });
});

test("a run interrupted together with the server it started exits with 130, and says what goes on", async () => {
  const own = createCli(home, { TEMPORAL_ADDRESS: "" });
  const run = own.spawn("run", "gated", "--name", "steering-interrupted", "--config", gated);
  await callLog(home).until("start", 4);
  const { code, stdout, stderr } = await run.end("SIGTERM");
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toMatch(
    /\ninterrupted: results so far are kept, and the next worker \(assay start\) continues the experiment\n/,
  );
  expect(stderr).not.toMatch(/^ {4}at /m);
});
