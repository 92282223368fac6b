import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Wait } from "../../src/domain/wait/wait.js";
import { openSqliteFile } from "../../src/store/sqlite-driver.js";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";

const gated = fileURLToPath(new URL("fixtures/gated/assay.config.ts", import.meta.url));

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
let started: SpawnedCli[] = [];
const start = (...args: string[]): SpawnedCli => {
  const process = cli.spawn(...args, "--config", gated);
  started.push(process);
  return process;
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-stalls-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS }, { host });
  started = [];
});
afterEach(() => {
  for (const { child } of started)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

const deleteStore = (): void => {
  for (const end of ["", "-wal", "-shm"]) rmSync(join(home, `assay.db${end}`), { force: true });
};
const GONE =
  /assay: The store file .*assay\.db was deleted or moved while it was in use\. Anything written now would be lost/;

test("a run whose store file is deleted fails at once, and says so", async () => {
  const log = callLog(home);
  const run = start("run", "gated");
  await log.until("start", 4);
  deleteStore();
  const { code, stderr, stdout } = await run.end();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(GONE);
});

test("a lasting worker whose store file is deleted ends, and what it does is told by its log", async () => {
  const log = callLog(home);
  const served = start("start");
  await served.saw(/serving; Ctrl-C ends it/);
  const run = start("run", "gated");
  await log.until("start", 4);
  deleteStore();
  const [worker, waiting] = await Promise.all([served.end(), run.end()]);
  expect([worker.code, waiting.code]).toEqual([2, 2]);
  for (const { stderr } of [worker, waiting]) expect(stderr).toMatch(GONE);
  expect(worker.stderr.match(/"msg":"the store cannot be used"/g)).toHaveLength(1);
});

test("a run whose store is locked says who keeps it waiting, and completes when it is not", async () => {
  const log = callLog(home);
  const run = start("run", "gated", "--name", "locked");
  await log.until("start", 4);
  const other = openSqliteFile(join(home, "assay.db"));
  other.exec("begin exclusive");
  log.openGate();
  await run.saw(
    /waits for the store: The store file .* is locked by another process .*since \d{4}-\d\d-\d\dT/,
  );
  const { code, stdout } = await cli.run("doctor", "--config", gated);
  expect(code).toBe(2);
  expect(stdout).toMatch(/^MISSING {2}store: The store .* another process holds its lock\.$/m);
  other.exec("rollback");
  other.close();
  const ended = await run.end();
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain("30 runs: 30 completed");
});

test("a run whose disk is full says so instead of standing still", async () => {
  const config = fileURLToPath(new URL("fixtures/filling/assay.config.ts", import.meta.url));
  // A limit of file sizes stands for the disk: no file may grow beyond 1,000 KB.
  const limited = createCli(
    home,
    { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS },
    { launcher: ["bash", "-c", 'ulimit -f 1000; exec "$0" "$@"'] },
  );
  const run = limited.spawn("run", "filling", "--config", config);
  started.push(run);
  await run.saw(
    /waits for the store: The store file .* cannot be read or written \(.*\): its disk is broken or gone, or a quota or limit of file sizes is reached/,
  );
  expect((await run.end("SIGINT")).code).toBe(130);
});

describe("progress and show say why nothing goes on", () => {
  const waits = async (command: string, name: string): Promise<readonly Wait[]> =>
    (JSON.parse((await cli.run(command, name, "--json", "--config", gated)).stdout) as { waits: Wait[] })
      .waits;

  const detach = async (name: string): Promise<void> =>
    expect(await cli.run("run", "gated", "--name", name, "--detach", "--config", gated)).toMatchObject({
      code: 0,
      stdout: `experiment/${name}\n`,
    });

  test("when no worker asks for work", async () => {
    await detach("stalled-alone");
    for (const command of ["progress", "show"]) {
      expect(await waits(command, "stalled-alone")).toEqual([
        expect.objectContaining({
          cause: "no_worker",
          subject: expect.stringMatching(/^assay-/),
          since: null,
          calls: 0,
        }),
      ]);
      const { stdout } = await cli.run(command, "stalled-alone", "--config", gated);
      expect(stdout).toMatch(
        /waits for a worker: none asks for work on the task queue assay-[\w-]+; start one with: assay start\n$/,
      );
    }
  });

  test("when it is paused, since when and how to go on; and what waits for its turn", async () => {
    const log = callLog(home);
    const served = start("start");
    await served.saw(/serving; Ctrl-C ends it/);
    await detach("stalled-paused");
    await log.until("start", 4);
    const before = Date.now();
    await cli.run("pause", "stalled-paused", "--config", gated);
    const found = await waits("show", "stalled-paused");
    expect(found).toContainEqual({
      cause: "paused",
      subject: "stalled-paused",
      scope: expect.any(String),
      detail: null,
      since: expect.any(String),
      until: null,
      calls: 0,
    });
    const since = Date.parse(found.find(({ cause }) => cause === "paused")?.since ?? "");
    expect(since).toBeGreaterThanOrEqual(before - 5_000);
    const { stdout } = await cli.run("progress", "stalled-paused", "--config", gated);
    expect(stdout).toMatch(/waits for: assay resume stalled-paused, since \d{4}-\d\d-\d\dT[\d:]{8}Z\n/);
    await cli.run("cancel", "stalled-paused", "--config", gated);
    await served.end("SIGTERM");
  });

  test("when the Temporal server does not answer", async () => {
    await detach("cut-off");
    cli = createCli(home, { TEMPORAL_ADDRESS: "127.0.0.1:1" }, { host });
    const { stdout, code } = await cli.run("show", "cut-off", "--config", gated);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /waits for the Temporal server: The Temporal server at 127\.0\.0\.1:1 does not answer/,
    );
  });
});
