import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { secureHome } from "../../../src/private-files/secure-home.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";

const isRoot = process.getuid?.() === 0;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-private-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (...path: readonly string[]): string =>
  (statSync(join(folder, ...path)).mode & 0o777).toString(8);
const said: string[] = [];
const secure = (): readonly string[] => {
  said.length = 0;
  secureHome(join(folder, "home"), { report: (line) => said.push(line.replaceAll(folder, "ROOT")) });
  return [...said];
};

test("a home that is not there is made for its user alone, without a warning", () => {
  expect(secure()).toEqual([]);
  expect(modeOf("home")).toBe("700");
});

test("a home that was open is closed, its files and logs too, and that is said once", () => {
  const home = join(folder, "home");
  for (const name of ["temporal/users", "compiled", "mine"]) mkdirSync(join(home, name), { recursive: true });
  const files = [
    "assay.db",
    "assay.db-wal",
    "temporal.db",
    "temporal.log",
    "temporal/users/1",
    "compiled/a.mjs",
    "mine/notes.txt",
  ];
  for (const name of files) writeFileSync(join(home, name), "");
  for (const name of files) chmodSync(join(home, name), 0o644);
  chmodSync(join(home, "temporal"), 0o755);
  chmodSync(home, 0o755);
  expect(secure()).toEqual([
    "warning: other users could look into ROOT/home (mode 0755); it is closed to them now (mode 0700, its files 0600)",
  ]);
  expect([modeOf("home"), modeOf("home", "temporal")]).toEqual(["700", "700"]);
  // What is not Assay's keeps its mode: the folder may be one of the user's own.
  expect(files.map((name) => modeOf("home", name))).toEqual([...files.slice(1).map(() => "600"), "644"]);
  expect(secure()).toEqual([]);
});

test("a store's file, and those that SQLite makes beside it, are its user's alone", async () => {
  const store = await openSqliteStore({ file: join(folder, "new", "assay.db") });
  await store.createDataset({ name: "d" });
  expect([modeOf("new"), ...["", "-wal", "-shm"].map((end) => modeOf("new", `assay.db${end}`))]).toEqual([
    "700",
    "600",
    "600",
    "600",
  ]);
  await store.close();
});

(isRoot ? describe : describe.skip)("with a second user", () => {
  const OTHER = 65_534;
  const refusal = (): string => {
    try {
      secure();
      return "";
    } catch (error) {
      return (error as Error).message.replaceAll(folder, "ROOT");
    }
  };

  test("a home of another user is refused", () => {
    mkdirSync(join(folder, "home"));
    chownSync(join(folder, "home"), OTHER, OTHER);
    expect(refusal()).toBe(
      "ROOT/home belongs to another user (uid 65534, this process is uid 0), who could change what is stored and run. Use a folder of your own (ASSAY_HOME), or take it over: chown -R 0 ROOT/home",
    );
  });

  test("so is compiled code that another user has put there", () => {
    mkdirSync(join(folder, "home", "compiled"), { recursive: true });
    const planted = join(folder, "home", "compiled", "assay.config.mjs");
    writeFileSync(planted, "");
    chownSync(planted, OTHER, OTHER);
    expect(refusal()).toBe(
      "ROOT/home/compiled/assay.config.mjs belongs to another user (uid 65534, this process is uid 0), who could change what is stored and run. Use a folder of your own (ASSAY_HOME), or take it over: chown -R 0 ROOT/home/compiled/assay.config.mjs",
    );
  });
});
