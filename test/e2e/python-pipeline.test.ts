import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";
import { type PythonWorker, startPythonWorker } from "../support/python-worker.js";

const folder = fileURLToPath(new URL("fixtures/remote", import.meta.url));
const config = join(folder, "assay.config.ts");
const CONCURRENCY = 4;

let home = "";
let cli: Cli;
let served: SpawnedCli | null = null;
let python: PythonWorker[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-python-"));
  cli = createCli(home);
  python = [];
});
afterEach(async () => {
  await served?.end("SIGTERM");
  served = null;
  await Promise.all(python.map((worker) => worker.kill()));
  const record = join(home, "temporal", "server.json");
  if (existsSync(record))
    await stopProcess((JSON.parse(readFileSync(record, "utf8")) as { pid: number }).pid);
  rmSync(home, { recursive: true, force: true });
});

test("a pipeline in Python: its failures are data, and kill -9 of its worker repeats only what was in flight", async () => {
  served = cli.spawn("start", "--config", config);
  // A server of its own: its task queue is not another test's.
  const [, address] = await served.saw(/^Temporal: (\S+) /m);
  const startPython = async (given: NodeJS.ProcessEnv = {}): Promise<PythonWorker> => {
    const environment = { CALL_LOG: join(home, "calls.log"), ...given };
    const worker = await startPythonWorker({
      address: address as string,
      script: join(folder, "worker.py"),
      environment,
    });
    python.push(worker);
    return worker;
  };
  const first = await startPython({ ENDING_WORDS: "6" });
  const started = await cli.run("run", "shout", "--name", "words", "--detach", "--config", config);
  expect({ code: started.code, stderr: started.code === 0 ? "" : started.stderr }).toMatchObject({ code: 0 });
  const calls = callLog(home);
  const words = (kind: "start" | "end"): string[] => calls.items(kind).filter((item) => item.startsWith("w"));
  await served.until(() => words("end").length === 6 && words("start").length > 6);
  await first.kill();
  const startedBefore = calls.items("start");
  const endedBefore = calls.items("end");
  const second = await startPython();
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  try {
    await served.until(async () => (await store.getExperiment("words"))?.status === "completed");
    const id = (await store.getExperiment("words"))?.id as string;
    const runs = await store.listRunsWithItems({ experimentId: id, fromOrdinal: 0, limit: 100 });
    const byItem = new Map(runs.map((run) => [run.itemId, run]));
    for (let n = 0; n < 16; n += 1)
      expect(byItem.get(`w${n}`)).toMatchObject({ status: "completed", output: { text: `WORD ${n}` } });
    expect(byItem.get("refused")).toMatchObject({
      status: "failed",
      error: { type: "WordUnknownError", message: "no such word" },
    });
    expect(byItem.get("broken")).toMatchObject({
      status: "failed",
      error: { type: "ValueError", message: "the dictionary is shut" },
    });
    const processes = runs.flatMap(({ output }) => (output as { process?: number } | null)?.process ?? []);
    expect(new Set(processes)).toEqual(new Set([first.pid, second.pid]));
  } finally {
    await store.close();
  }
  // Whatever Python had ended and told before the kill is not asked for again.
  const repeated = words("start").filter((item, index, all) => all.indexOf(item) !== index);
  expect(repeated.length).toBeGreaterThan(0);
  expect(repeated.length).toBeLessThanOrEqual(CONCURRENCY);
  expect(startedBefore).toEqual(expect.arrayContaining(repeated));
  expect(endedBefore.filter((item) => !repeated.includes(item)).length).toBeGreaterThanOrEqual(
    endedBefore.length - CONCURRENCY,
  );
  // Refused for good once; what may pass is tried as often as allowed.
  expect(calls.items("start").filter((item) => item === "refused")).toHaveLength(1);
  expect(calls.items("start").filter((item) => item === "broken")).toHaveLength(2);
  expect(mostAtOnce(readFileSync(join(home, "calls.log"), "utf8"))).toBeLessThanOrEqual(CONCURRENCY);
});

/** Most words being shouted at once, counting each word as under way from its last start on. */
function mostAtOnce(log: string): number {
  const underWay = new Set<string>();
  let most = 0;
  for (const line of log.trim().split("\n")) {
    const [kind, item = ""] = line.split(" ");
    if (kind === "start" && item.startsWith("w")) underWay.add(item);
    else underWay.delete(item);
    most = Math.max(most, underWay.size);
  }
  return most;
}
