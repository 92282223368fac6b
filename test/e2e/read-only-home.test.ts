import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { openSqliteFile } from "../../src/store/sqlite-driver.js";
import { type Cli, createCli } from "../support/cli.js";

/** Root may write everywhere, so then the commands run as nobody. */
const reader = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const CANNOT_BE_WRITTEN =
  /^assay: The store file .*assay\.db cannot be written \(attempt to write a readonly database\)\./;
const OF_ANOTHER_USER =
  /^assay: .*assay-read-only-\w+ belongs to another user \(uid 0, this process is uid 65534\), who could change what is stored and run\./;

let original = "";
let home = "";
let cli: Cli;
beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), "assay-original-"));
  const writer = createCli(original, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
  expect(await writer.run("run", "counting", "--name", "readable")).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(original, { recursive: true, force: true }));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-read-only-"));
  cpSync(original, home, { recursive: true });
  cli = createCli(home, { TEMPORAL_ADDRESS: "127.0.0.1:1", CALL_LOG: "/dev/null" }, reader);
});
afterEach(() => {
  chmodSync(home, 0o755);
  rmSync(home, { recursive: true, force: true });
});

function forbidWriting(): void {
  for (const name of readdirSync(home)) if (name.startsWith("assay.db")) chmodSync(join(home, name), 0o444);
  chmodSync(home, 0o555);
}

/** What is in the store's write-ahead log alone, as after a worker that was killed. */
async function leaveInLog(): Promise<void> {
  const file = join(home, "assay.db");
  const store = await openSqliteStore({ file });
  const other = openSqliteFile(file, "read");
  other.exec("begin; select count(*) from datasets");
  await store.createDataset({ name: "in-the-log" });
  const copy = mkdtempSync(join(tmpdir(), "assay-log-"));
  cpSync(home, copy, { recursive: true });
  other.close();
  await store.close();
  cpSync(copy, home, { recursive: true });
  rmSync(copy, { recursive: true });
}

const READING: readonly (readonly string[])[] = [
  ["list"],
  ["show", "readable"],
  ["export", "readable"],
  ["compare", "readable", "readable"],
  ["dataset", "list"],
  ["dataset", "show", "numbers"],
  ["dataset", "export", "numbers"],
];

test("what only reads works where nothing may be written, as it does elsewhere", async () => {
  const writer = createCli(home, { TEMPORAL_ADDRESS: "127.0.0.1:1" });
  const before = [];
  for (const args of READING) before.push(await writer.run(...args));
  forbidWriting();
  for (const [index, args] of READING.entries())
    expect({ args, ...(await cli.run(...args)) }).toEqual({ args, ...before[index] });
  expect(before.map(({ code }) => code).slice(0, 3)).toEqual([0, 0, 0]);
  expect(readdirSync(home).filter((name) => name.startsWith("assay.db"))).toEqual(["assay.db"]);
});

test.each([
  ["with its index", false],
  ["without its index", true],
])("what a killed worker left in the log counts, %s", async (_how, isIndexGone) => {
  await leaveInLog();
  expect(existsSync(join(home, "assay.db-wal"))).toBe(true);
  if (isIndexGone) rmSync(join(home, "assay.db-shm"));
  forbidWriting();
  const { stdout, code } = await cli.run("dataset", "list");
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("in-the-log") });
  expect((await cli.run("list")).stdout).toContain("readable");
});

test("what writes is refused", async () => {
  forbidWriting();
  const { code, stderr } = await cli.run("dataset", "create", "other");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(reader.uid === undefined ? CANNOT_BE_WRITTEN : OF_ANOTHER_USER),
  });
});

test("a store that would have to be migrated is not read half, and it is said who can do it", async () => {
  const file = openSqliteFile(join(home, "assay.db"));
  file.exec("drop table waits");
  file.exec("delete from kysely_migration where name like '%-waits'");
  file.close();
  forbidWriting();
  const { code, stderr } = await cli.run("list");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `assay: The store ${join(home, "assay.db")} was made by another version of Assay, and this one would have to migrate it, which its permissions forbid. Ask somebody with write permission to run assay list once, or copy it to a folder that can be written and set ASSAY_HOME to that.\n`,
  });
});

test("a store that may not even be read is refused", async () => {
  writeFileSync(join(home, "assay.db-journal"), "");
  chmodSync(join(home, "assay.db"), 0o000);
  chmodSync(home, 0o555);
  const { code, stderr } = await cli.run("list");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^assay: The store file .* cannot be written \(.*unable to open database file\)/);
});
