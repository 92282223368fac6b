import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Store } from "../../src/domain/store.js";
import { explainSqliteError } from "../../src/store/explain-sqlite-error.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { openSqliteFile } from "../../src/store/sqlite-driver.js";

const GONE = "Put the file back and start again, or start again with an empty store.";

let folder = "";
let file = "";
let store: Store;
let nowMs = Date.parse("2026-01-02T03:04:05.000Z");
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-trouble-"));
  file = join(folder, "assay.db");
  nowMs = Date.parse("2026-01-02T03:04:05.000Z");
  store = await openSqliteStore({ file, now: () => new Date(nowMs) });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Another process, as far as SQLite is concerned. */
function lockElsewhere(): { readonly release: () => void } {
  const other = openSqliteFile(file);
  other.exec("begin exclusive");
  return {
    release: () => {
      other.exec("rollback");
      other.close();
    },
  };
}

test("is well when nothing is wrong", async () => {
  expect(store.trouble()).toBeNull();
  expect(await store.probe()).toBeNull();
  expect(() => store.checkPresence()).not.toThrow();
});

describe("a store that another process has locked", () => {
  test("is waited for while this process goes on, and written when the lock is gone", async () => {
    const lock = lockElsewhere();
    const writing = store.createDataset({ name: "d" });
    let turns = 0;
    for (; turns < 20; turns += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    nowMs += 2_000;
    expect(store.trouble()).toEqual({
      state: "locked",
      message: expect.stringMatching(
        /^The store file .*assay\.db is locked by another process \(.*\)\. Find it with: fuser /,
      ),
      since: "2026-01-02T03:04:05.000Z",
    });
    lock.release();
    expect((await writing).name).toBe("d");
    expect(store.trouble()).toBeNull();
  });

  test("fails all that wait after half a minute, not each after its own", async () => {
    const lock = lockElsewhere();
    const writing = ["a", "b", "c"].map((name) => store.createDataset({ name }));
    const outcomes = Promise.allSettled(writing);
    while (store.trouble() === null) {
      nowMs += 100;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    nowMs += 30_000;
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { code: "StoreLockedError", state: "locked" },
      });
    lock.release();
    expect((await store.createDataset({ name: "later" })).name).toBe("later");
    expect(store.trouble()).toBeNull();
  });

  test("is read all the same, opened all the same, and told by a probe", async () => {
    await store.createDataset({ name: "d" });
    const lock = lockElsewhere();
    expect((await store.listDatasets()).map(({ name }) => name)).toEqual(["d"]);
    const second = await openSqliteStore({ file });
    expect((await second.listDatasets()).map(({ name }) => name)).toEqual(["d"]);
    expect(await second.probe()).toMatchObject({
      code: "StoreLockedError",
      message: `The store ${file} could not be written within 1000 ms: another process holds its lock.`,
    });
    lock.release();
    await second.close();
  });
});

describe("a store file that is gone", () => {
  test.each([
    ["deleted", () => rmSync(file), "deleted or moved"],
    ["moved", () => renameSync(file, `${file}.old`), "deleted or moved"],
    ["deleted with its folder", () => rmSync(folder, { recursive: true }), "deleted or moved"],
    [
      "replaced",
      () => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
      "replaced by another",
    ],
  ])("when it is %s is neither written nor read", async (_how, remove, what) => {
    await store.createDataset({ name: "before" });
    remove();
    const message = `The store file ${file} was ${what} while it was in use. Anything written now would be lost, so nothing more is written. ${GONE}`;
    await expect(store.createDataset({ name: "after" })).rejects.toThrow(message);
    await expect(store.listDatasets()).rejects.toMatchObject({ code: "StoreGoneError", state: "gone" });
    await expect(store.putWaits({ reporter: "r", waits: [] })).rejects.toThrow(message);
    const streamed = store.streamItemMetadata({ datasetId: "d", version: null });
    await expect(streamed[Symbol.asyncIterator]().next()).rejects.toThrow(message);
    expect(() => store.checkPresence()).toThrow(message);
    expect(await store.probe()).toMatchObject({ state: "gone" });
    expect(store.trouble()).toEqual({ state: "gone", message, since: "2026-01-02T03:04:05.000Z" });
  });

  test("goes on when the same file is put back", async () => {
    renameSync(file, `${file}.old`);
    await expect(store.createDataset({ name: "lost" })).rejects.toThrow(GONE);
    renameSync(`${file}.old`, file);
    expect((await store.createDataset({ name: "kept" })).name).toBe("kept");
    expect(store.trouble()).toBeNull();
  });
});

test("says of a full disk that it is full, and what is kept", () => {
  const database = openSqliteFile(file);
  database.exec("pragma max_page_count = 1");
  let refused: unknown = null;
  try {
    database.exec("create table filler (x); insert into filler values (zeroblob(1000000))");
  } catch (error) {
    refused = explainSqliteError(error, file);
  }
  database.close();
  expect(refused).toMatchObject({
    code: "StoreFullError",
    state: "full",
    message: `The disk of the store file ${file} is full (database or disk is full). Make room, and start again: what was written is kept.`,
  });
});
