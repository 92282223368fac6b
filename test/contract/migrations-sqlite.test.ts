import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { openSqliteFile, type SqliteFile } from "../../src/store/sqlite-driver.js";
import { comparisonNamed } from "../support/store-contract/ending-contract.js";
import { experimentNamed } from "../support/store-contract/experiment-named.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-migrations-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A migration can be undone only when those after it are. */
function undoLostCalls(file: SqliteFile): void {
  for (const table of ["runs", "evaluations"]) file.exec(`alter table ${table} drop column is_passing`);
  file.exec("alter table tries drop column forgiven");
  file.exec("alter table scores drop column note");
  file.exec("alter table runs drop column finish_reason");
  file.exec("alter table rate_windows drop column at_ms");
  file.exec("drop table waits");
  file.exec("drop table dataset_looks");
  file.exec("drop index call_reservations_experiment");
  file.exec("alter table call_reservations drop column experiment_id");
  file.exec("alter table call_reservations drop column is_priced");
  file.exec("alter table spending drop column lost_calls");
  file.exec("delete from kysely_migration where name >= '0009'");
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

test("a store from before anchors had a role has it from the metadata they stood in", async () => {
  const file = join(folder, "assay.db");
  const store = await openSqliteStore({ file });
  const [judged, beside, plain] = ["judged", "beside", "plain"].map(experimentNamed) as [
    Experiment,
    Experiment,
    Experiment,
  ];
  for (const experiment of [judged, beside, plain]) await store.createExperiment(experiment);
  await store.createComparison(comparisonNamed("both"));
  await store.close();
  const old = openSqliteFile(file);
  const rewrite = (table: string, name: string, change: object): void => {
    const [{ body }] = old.prepare(`select body from ${table} where name = ?`).all([name]) as [
      { body: string },
    ];
    const { role, anchorsExperimentId, ...rest } = JSON.parse(body);
    old
      .prepare(`update ${table} set body = ? where name = ?`)
      .run([JSON.stringify({ ...rest, ...change }), name]);
  };
  rewrite("experiments", "judged", { metadata: { a: 1, anchors_experiment_id: beside.id } });
  rewrite("experiments", "beside", { metadata: { anchors_of: judged.id }, pipeline: "assay/anchors" });
  rewrite("experiments", "plain", {});
  rewrite("comparisons", "both", { metadata: { anchorsExperimentId: beside.id } });
  undoLostCalls(old);
  old.exec("delete from kysely_migration where name >= '0007'");
  old.close();
  const migrated = await openSqliteStore({ file });
  expect(await migrated.getExperiment("judged")).toMatchObject({
    role: { kind: "variant", anchorsExperimentId: beside.id },
    metadata: { a: 1 },
  });
  expect((await migrated.getExperiment("judged"))?.metadata).toEqual({ a: 1 });
  expect(await migrated.getExperiment("beside")).toMatchObject({
    role: { kind: "anchors", besideExperimentId: judged.id },
    metadata: {},
  });
  expect(await migrated.getExperiment("plain")).toEqual(plain);
  expect(await migrated.getComparison("both")).toMatchObject({
    anchorsExperimentId: beside.id,
    metadata: {},
  });
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
