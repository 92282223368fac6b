import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { SqliteDatabase } from "kysely";
import { prepareOnce } from "../../src/store/prepared-statements.js";
import { openSqliteFile } from "../../src/store/sqlite-driver.js";

const INSERT = "insert into items values (?)";
const READ = "select id from items where id >= ? order by id";

describe("statements that are compiled once", () => {
  let folder: string;
  let raw: SqliteDatabase;
  let compiled: string[];
  let database: SqliteDatabase;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "assay-statements-"));
    raw = open();
    compiled = [];
    database = prepareOnce({
      prepare: (sql) => {
        compiled.push(sql);
        return raw.prepare(sql);
      },
      close: () => raw.close(),
    });
    database.prepare("create table items (id integer primary key)").run([]);
    for (const id of [1, 2, 3]) database.prepare(INSERT).run([id]);
  });

  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  test("are used again with other parameters, and compiled no second time", () => {
    expect(read(2)).toEqual([2, 3]);
    expect(read(3)).toEqual([3]);
    expect(read(4)).toEqual([]);
    expect(read(1)).toEqual([1, 2, 3]);
    expect(compiled.filter((sql) => sql === READ)).toHaveLength(1);
    expect(compiled.filter((sql) => sql === INSERT)).toHaveLength(1);
  });

  test("can be used after one of their uses failed", () => {
    expect(() => database.prepare(INSERT).run([1])).toThrow(/UNIQUE/);
    database.prepare(INSERT).run([4]);
    expect(read(3)).toEqual([3, 4]);
  });

  test("are not held by a cursor that was left half-way, nor keep others from writing", () => {
    for (let id = 4; id <= 500; id += 1) database.prepare(INSERT).run([id]);
    const cursor = database.prepare(READ).iterate([1]);
    expect(cursor.next().value).toEqual({ id: 1 });
    expect(read(499)).toEqual([499, 500]);
    const other = open();
    other.prepare(INSERT).run([501]);
    other.close();
    expect(cursor.next().value).toEqual({ id: 2 });
    expect(read(500).slice(0, 1)).toEqual([500]);
  });

  test("see a column that another connection added", () => {
    const all = "select * from items where id = ?";
    expect(database.prepare(all).all([1])).toEqual([{ id: 1 }]);
    const other = open();
    other.prepare("alter table items add column name text default 'one'").run([]);
    other.close();
    expect(database.prepare(all).all([1])).toEqual([{ id: 1, name: "one" }]);
  });

  test("are forgotten beyond 300, the one unused for longest first", () => {
    for (let length = 1; length <= 300; length += 1) {
      read(1);
      expect(countAmong(length)).toBe(Math.min(length, 3));
    }
    compiled.length = 0;
    read(1);
    countAmong(300);
    expect(compiled).toEqual([]);
    countAmong(1);
    expect(compiled).toHaveLength(1);
  });

  function open(): SqliteDatabase {
    const database = openSqliteFile(join(folder, "items.db"));
    // As the store does: readers and writers do not wait for each other.
    database.exec("pragma journal_mode = wal");
    return database;
  }

  function read(from: number): number[] {
    return (database.prepare(READ).all([from]) as { id: number }[]).map(({ id }) => id);
  }

  function countAmong(length: number): number {
    const ids = Array.from({ length }, (_, index) => index + 1);
    const sql = `select count(*) as count from items where id in (${ids.map(() => "?").join(", ")})`;
    return (database.prepare(sql).all(ids) as { count: number }[])[0]?.count ?? Number.NaN;
  }
});
