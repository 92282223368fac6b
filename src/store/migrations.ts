import type { Kysely, Migration } from "kysely";
import { anchorsByRole } from "./migrations/anchors-by-role.js";
import { baselines } from "./migrations/baselines.js";
import { comparisonColumns } from "./migrations/comparison-columns.js";
import { datasetLooks } from "./migrations/dataset-looks.js";
import { first } from "./migrations/first.js";
import { itemsByDataset } from "./migrations/items-by-dataset.js";
import { lostCalls, modelCalls } from "./migrations/model-calls.js";
import { regressionRuns } from "./migrations/regression-runs.js";
import { retriesAndNotes } from "./migrations/retries-and-notes.js";
import { rateWindowClock, waits } from "./migrations/waits.js";
import { workers } from "./migrations/workers.js";

/** All migrations by name, in order; a released one is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-first": { up: first },
  "0002-artifacts": { up: artifacts },
  "0003-rate-windows": { up: rateWindows },
  "0004-items-by-id": { up: itemsById },
  "0005-model-calls": { up: modelCalls },
  "0006-comparison-columns": { up: comparisonColumns },
  "0007-anchors-by-role": { up: anchorsByRole },
  "0008-items-by-dataset": { up: itemsByDataset },
  "0009-lost-calls": { up: lostCalls },
  "0010-finish-reasons": { up: finishReasons },
  "0012-workers": { up: workers },
  "0013-rate-window-clock": { up: rateWindowClock },
  "0014-waits": { up: waits },
  "0020-baselines": { up: baselines },
  "0021-regression-runs": { up: regressionRuns },
  "0022-dataset-looks": { up: datasetLooks },
  "0024-retries-and-notes": { up: retriesAndNotes },
};

async function artifacts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("artifacts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .execute();
}

async function rateWindows(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("rate_windows")
    .addColumn("key", "text", (c) => c.primaryKey())
    .addColumn("line_ends_at_ms", "double precision", (c) => c.notNull())
    .execute();
}

/** Lets a comparison read the metadata of a dataset's items in the order of their ids. */
async function itemsById(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("dataset_items_by_id")
    .on("dataset_items")
    .columns(["dataset_id", "id", "valid_from"])
    .execute();
}

/** Why the answer that a run's output comes from ends where it does. */
async function finishReasons(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("runs").addColumn("finish_reason", "text").execute();
}
