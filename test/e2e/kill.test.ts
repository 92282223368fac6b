import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";

const ITEMS = 120;
const CONCURRENCY = 6;
const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
let spawned: SpawnedCli[] = [];
beforeEach(() => {
  spawned = [];
  home = mkdtempSync(join(tmpdir(), "assay-kill-"));
  cli = createCli(home, {}, { host });
});
afterEach(async () => {
  // Whatever a failed test left behind, by its id.
  await Promise.all(spawned.map(kill));
  const record = join(home, "temporal", "server.json");
  if (existsSync(record))
    await stopProcess((JSON.parse(readFileSync(record, "utf8")) as { pid: number }).pid);
  rmSync(home, { recursive: true, force: true });
});

const calls = (): string[] =>
  existsSync(join(home, "calls.log")) ? readFileSync(join(home, "calls.log"), "utf8").trim().split("\n") : [];
const count = (kind: string): number => calls().filter((line) => line.startsWith(kind)).length;

function serve(): SpawnedCli {
  const served = cli.spawn("start");
  spawned.push(served);
  return served;
}

async function kill({ child, ended }: SpawnedCli): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

/** What was in flight at the kill: items whose output had not reached the store. */
async function inFlight(workflowId: string): Promise<Set<string>> {
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  const experiment = await store.getExperiment(workflowId.replace("experiment/", ""));
  const runs = await store.listRuns({ experimentId: experiment?.id as string, fromOrdinal: 0, limit: 1_000 });
  await store.close();
  const started = new Set(
    calls()
      .filter((line) => line.startsWith("start "))
      .map((line) => line.slice(6)),
  );
  const flying = runs.filter(({ outputAt, itemId }) => outputAt === null && started.has(itemId));
  expect(flying.length).toBeLessThanOrEqual(CONCURRENCY);
  return new Set(flying.map(({ itemId }) => itemId));
}

async function expectOneResultPerRun(workflowId: string, flying: ReadonlySet<string>): Promise<void> {
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  try {
    const experiment = await store.getExperiment(workflowId.replace("experiment/", ""));
    expect(experiment?.status).toBe("completed");
    const runs = await store.listRuns({
      experimentId: experiment?.id as string,
      fromOrdinal: 0,
      limit: 1_000,
    });
    expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: ITEMS }, () => "completed"));
    const scores = await store.listScoresOfRuns(runs.map(({ id }) => id));
    expect(scores).toHaveLength(ITEMS);
    expect(new Set(scores.map(({ runId }) => runId)).size).toBe(ITEMS);
    expect(experiment?.summary?.metrics[0]).toMatchObject({ name: "exact_match", n: ITEMS, mean: 1 });
  } finally {
    await store.close();
  }
  const starts = calls()
    .filter((line) => line.startsWith("start "))
    .map((line) => line.slice(6));
  const repeated = starts.filter((id, index) => starts.indexOf(id) !== index);
  expect(repeated.filter((id) => !flying.has(id))).toEqual([]);
  expect(starts).toHaveLength(ITEMS + repeated.length);
}

/** Starts everything, an experiment with it, and waits until a third of it is done. */
async function startAndReachTheMiddle(): Promise<{
  readonly served: SpawnedCli;
  readonly workflowId: string;
}> {
  const served = serve();
  const started = await cli.run("run", "counting", "--detach", "--json");
  expect({ code: started.code, stderr: started.code === 0 ? "" : started.stderr }).toEqual({
    code: 0,
    stderr: "",
  });
  // The pipeline's own log is the only event to await.
  await served.until(() => count("end") >= ITEMS / 3);
  return { served, workflowId: (JSON.parse(started.stdout) as { workflowId: string }).workflowId };
}

async function finish(workflowId: string): Promise<void> {
  const served = serve();
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  const name = workflowId.replace("experiment/", "");
  await served.until(async () => (await store.getExperiment(name))?.status === "completed");
  await store.close();
  served.child.kill("SIGTERM");
  await served.ended;
}

describe("kill -9 in the middle of an experiment", () => {
  test("of the worker: it ends by itself, one result per run, only calls in flight repeated", async () => {
    const { served, workflowId } = await startAndReachTheMiddle();
    await kill(served);
    const flying = await inFlight(workflowId);
    expect(count("end")).toBeLessThan(ITEMS);
    await finish(workflowId);
    await expectOneResultPerRun(workflowId, flying);
  });

  test("of assay run: the next commands read what it left, go on with it, and nothing is left over", async () => {
    const run = cli.spawn("run", "counting", "--name", "left");
    spawned.push(run);
    await run.until(() => count("end") >= ITEMS / 3);
    await kill(run);
    const flying = await inFlight("experiment/left");
    expect(count("end")).toBeLessThan(ITEMS);
    for (const command of ["list", "show", "progress"]) {
      const { code, stdout } = await cli.run(...(command === "list" ? [command] : [command, "left"]));
      expect({ command, code }).toEqual({ command, code: 0 });
      expect(stdout).toMatch(/left\S*:? +running/);
    }
    await finish("experiment/left");
    await expectOneResultPerRun("experiment/left", flying);
    // A process of its own: what is looked at is what it leaves when it ends.
    const next = await cli.spawn("run", "counting", "--limit", "3", "--name", "next").end();
    expect({ code: next.code, stderr: next.code === 0 ? "" : next.stderr }).toEqual({ code: 0, stderr: "" });
    // The server has ended with its last user, and nobody is noted as one.
    expect(existsSync(join(home, "temporal", "server.json"))).toBe(false);
    expect(readdirSync(join(home, "temporal", "users"))).toEqual([]);
  });

  test("of worker and embedded Temporal server together: the same", async () => {
    const { served, workflowId } = await startAndReachTheMiddle();
    const { pid } = JSON.parse(readFileSync(join(home, "temporal", "server.json"), "utf8")) as {
      pid: number;
    };
    process.kill(pid, "SIGKILL");
    await kill(served);
    const flying = await inFlight(workflowId);
    expect(count("end")).toBeLessThan(ITEMS);
    await finish(workflowId);
    await expectOneResultPerRun(workflowId, flying);
  });
});
