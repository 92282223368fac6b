import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { openSqliteFile } from "../../src/store/sqlite-driver.js";
import { comparisonNamed } from "../support/store-contract/ending-contract.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-migrations-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a store from before comparisons had columns of status and dataset has them from their rows", async () => {
  const file = join(folder, "assay.db");
  const store = await openSqliteStore({ file });
  await store.createComparison({ ...comparisonNamed("ended"), status: "completed" });
  await store.createComparison({ ...comparisonNamed("under way"), status: "running" });
  await store.close();
  const old = openSqliteFile(file);
  old.exec("alter table comparisons drop column status");
  old.exec("alter table comparisons drop column dataset_name");
  old.exec("alter table rate_windows drop column at_ms");
  old.exec("drop table waits");
  old.exec("delete from kysely_migration where name >= '0006'");
  old.close();
  const migrated = await openSqliteStore({ file });
  const { comparisons } = await migrated.listUnended();
  expect(comparisons.map(({ name }) => name)).toEqual(["under way"]);
  expect((await migrated.getComparison("ended"))?.status).toBe("completed");
  const listed = await migrated.listComparisons({ limit: 10, datasetName: "d" });
  expect(listed.map(({ name }) => name)).toEqual(["under way", "ended"]);
  await migrated.close();
});
