import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Store } from "../../src/domain/store.js";
import type { WorkerRegistration } from "../../src/domain/worker/worker-registration.js";
import { chooseWorker } from "../../src/operations/workers/choose-worker.js";
import { claimTaskQueue } from "../../src/operations/workers/claim-task-queue.js";
import { findWorkers } from "../../src/operations/workers/find-worker.js";
import { describeProcess, isAtWork, LONGEST_SILENCE_MS } from "../../src/operations/workers/is-at-work.js";
import { openSqliteStore } from "../../src/store/sqlite.js";

/** No process has it: the system's largest id is smaller. */
const NO_PROCESS = 2 ** 30;

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-workers-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const project = (hash: string, configuration = "../assay.config.ts") => ({
  store,
  code: { hash: hash.repeat(64).slice(0, 64), configuration, parts: { "a.ts": hash } },
  hashNow: () => null,
});
const shared = (): string => `assay-${store.storeId}`;
/** What a worker leaves that is killed: its row, and no process. */
const kill = async (worker: WorkerRegistration): Promise<void> => {
  const { taskQueue, ...rest } = worker;
  await store.registerWorker({ ...rest, pid: NO_PROCESS }, () => taskQueue);
};

describe("the task queue of a worker", () => {
  test("is the store's shared one for the first and for all with the same code, and one of its own for others", async () => {
    const first = await claimTaskQueue(project("a"), "lasting");
    const second = await claimTaskQueue(project("a"), "command");
    const other = await claimTaskQueue(project("b"), "lasting");
    const same = await claimTaskQueue(project("b"), "command");
    expect([first.taskQueue, second.taskQueue]).toEqual([shared(), shared()]);
    expect(other.taskQueue).toMatch(new RegExp(`^${shared()}-[0-9a-f]{8}-bbbbbbbbbbbb$`));
    expect(same.taskQueue).toBe(other.taskQueue);
  });

  test("is its own for the same files under another configuration", async () => {
    await claimTaskQueue(project("a"), "lasting");
    const other = await claimTaskQueue(project("a", "../other.config.ts"), "lasting");
    expect(other.taskQueue).not.toBe(shared());
  });

  test("is free again when who had it is gone, in order or killed", async () => {
    const killed = await claimTaskQueue(project("a"), "lasting");
    await kill(killed);
    const ended = await claimTaskQueue(project("b"), "lasting");
    expect(ended.taskQueue).toBe(shared());
    await store.endWorker(ended.id);
    expect((await claimTaskQueue(project("c"), "lasting")).taskQueue).toBe(shared());
  });

  test("is never one that a worker with other code has taken up", async () => {
    await claimTaskQueue(project("a"), "lasting");
    const own = await claimTaskQueue(project("b"), "command");
    await store.endWorker(own.id);
    const adopter = { ...own, id: "adopter", kind: "adopted" as const, code: project("a").code };
    await store.registerWorker({ ...adopter, ended: false }, () => own.taskQueue);
    const again = await claimTaskQueue(project("b"), "command");
    expect(again.taskQueue).toBe(`${own.taskQueue}-${again.id.slice(0, 8)}`);
  });
});

describe("a start", () => {
  test("goes to the shared task queue while nobody is at work", async () => {
    expect(await chooseWorker(project("a"))).toEqual({ taskQueue: shared(), worker: null });
  });

  test("goes to the worker that has its code, wherever that is", async () => {
    await claimTaskQueue(project("a"), "lasting");
    const other = await claimTaskQueue(project("b"), "command");
    expect((await chooseWorker(project("b"))).taskQueue).toBe(other.taskQueue);
    expect((await chooseWorker(project("a"))).taskQueue).toBe(shared());
  });

  test("is refused while all who are at work have other code", async () => {
    const { pid, host } = await claimTaskQueue(project("a"), "lasting");
    await expect(chooseWorker(project("b"))).rejects.toThrow(
      `Nothing was started: the running worker (pid ${pid} on ${host}) has other code: a.ts has changed since it was loaded there. It would run its own code, not this. Start that worker again (with --watch, assay start does so itself at each change), or use assay run without --detach, which starts a worker of its own.`,
    );
  });

  test("takes no worker of a command for a lasting one", async () => {
    await claimTaskQueue(project("a"), "command");
    expect((await findWorkers(project("a"), "lasting")).same).toBeNull();
    expect((await findWorkers(project("a"))).same).not.toBeNull();
  });
});

describe("a worker is at work", () => {
  const worker = (change: Partial<WorkerRegistration>): WorkerRegistration => ({
    id: "w",
    taskQueue: "q",
    kind: "lasting",
    code: project("a").code,
    ...describeProcess(),
    startedAt: "2026-11-01T00:00:00.000Z",
    seenAt: "2026-11-01T00:00:00.000Z",
    ended: false,
    ...change,
  });
  const later = (milliseconds: number) => new Date(Date.parse("2026-11-01T00:00:00.000Z") + milliseconds);

  test("here as long as its process runs, however long it was silent", () => {
    expect(isAtWork(worker({}), later(10 * LONGEST_SILENCE_MS))).toBe(true);
    expect(isAtWork(worker({ pid: NO_PROCESS }), later(0))).toBe(false);
    expect(isAtWork(worker({ processStart: "another" }), later(0))).toBe(process.platform !== "linux");
  });

  test("elsewhere for a minute after it was last heard of, and not when it has ended", () => {
    const elsewhere = { host: "there", processSpace: "there pid:[1]", pid: NO_PROCESS };
    expect(isAtWork(worker(elsewhere), later(LONGEST_SILENCE_MS - 1))).toBe(true);
    expect(isAtWork(worker(elsewhere), later(LONGEST_SILENCE_MS))).toBe(false);
    expect(isAtWork(worker({ ...elsewhere, ended: true }), later(0))).toBe(false);
  });
});
