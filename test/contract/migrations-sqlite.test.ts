import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { openSqliteFile, type SqliteFile } from "../../src/store/sqlite-driver.js";
import { comparisonNamed } from "../support/store-contract/ending-contract.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-migrations-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A migration can be undone only when those after it are. */
function undoLostCalls(file: SqliteFile): void {
  file.exec("drop index call_reservations_experiment");
  file.exec("alter table call_reservations drop column experiment_id");
  file.exec("alter table call_reservations drop column is_priced");
  file.exec("alter table spending drop column lost_calls");
  file.exec("delete from kysely_migration where name = '0007-lost-calls'");
}

test("a store from before comparisons had columns of status and dataset has them from their rows", async () => {
  const file = join(folder, "assay.db");
  const store = await openSqliteStore({ file });
  await store.createComparison({ ...comparisonNamed("ended"), status: "completed" });
  await store.createComparison({ ...comparisonNamed("under way"), status: "running" });
  await store.close();
  const old = openSqliteFile(file);
  undoLostCalls(old);
  old.exec("alter table comparisons drop column status");
  old.exec("alter table comparisons drop column dataset_name");
  old.exec("delete from kysely_migration where name = '0006-comparison-columns'");
  old.close();
  const migrated = await openSqliteStore({ file });
  const { comparisons } = await migrated.listUnended();
  expect(comparisons.map(({ name }) => name)).toEqual(["under way"]);
  expect((await migrated.getComparison("ended"))?.status).toBe("completed");
  const listed = await migrated.listComparisons({ limit: 10, datasetName: "d" });
  expect(listed.map(({ name }) => name)).toEqual(["under way", "ended"]);
  await migrated.close();
});

test("a store from before lost calls were counted keeps its spending, and forgets reservations of no experiment", async () => {
  const file = join(folder, "assay.db");
  await (await openSqliteStore({ file })).close();
  const old = openSqliteFile(file);
  undoLostCalls(old);
  old.exec("insert into spending values ('one', 0.5, 10, 1, 0)");
  old.exec("insert into call_reservations values ('call', 'one', 1, 10, '2026-01-02T03:04:05.678Z')");
  old.close();
  const migrated = await openSqliteStore({ file });
  await migrated.loseCallsOf("");
  const spending = { costUsd: 0.5, tokens: 10, calls: 1, unpricedCalls: 0, lostCalls: 0 };
  expect(await migrated.getSpending("one")).toEqual(spending);
  expect(await migrated.getSpending("")).toMatchObject({ calls: 0 });
  await migrated.close();
});
