import { type Kysely, type Migration, sql } from "kysely";
import { baselines } from "./migrations/baselines.js";
import { datasetLooks } from "./migrations/dataset-looks.js";
import { itemsByDataset } from "./migrations/items-by-dataset.js";
import { regressionRuns } from "./migrations/regression-runs.js";
import { retriesAndNotes } from "./migrations/retries-and-notes.js";
import { rateWindowClock, waits } from "./migrations/waits.js";
import { workers } from "./migrations/workers.js";
import type { Tables } from "./schema.js";

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

async function first(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  const schema = db.schema;
  await schema
    .createTable("meta")
    .addColumn("key", text, (c) => c.primaryKey())
    .addColumn("value", text, (c) => c.notNull())
    .execute();
  await schema
    .createTable("datasets")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("name", text, (c) => c.notNull().unique())
    .addColumn("description", text)
    .addColumn("metadata", text, (c) => c.notNull())
    .addColumn("created_at", text, (c) => c.notNull())
    .addColumn("updated_at", text, (c) => c.notNull())
    .execute();
  await schema
    .createTable("dataset_versions")
    .addColumn("dataset_id", text, (c) => c.notNull().references("datasets.id"))
    .addColumn("version", text, (c) => c.notNull())
    .addPrimaryKeyConstraint("dataset_versions_key", ["dataset_id", "version"])
    .execute();
  await schema
    .createTable("dataset_items")
    .addColumn("dataset_id", text, (c) => c.notNull().references("datasets.id"))
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("input", text, (c) => c.notNull())
    .addColumn("expected_output", text)
    .addColumn("metadata", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("source_trace_id", text)
    .addColumn("source_observation_id", text)
    .addColumn("valid_from", text, (c) => c.notNull())
    .addColumn("valid_to", text)
    .addPrimaryKeyConstraint("dataset_items_key", ["id", "valid_from"])
    .execute();
  await schema
    .createIndex("dataset_items_order")
    .on("dataset_items")
    .columns(["dataset_id", "position", "valid_from"])
    .execute();
  for (const table of ["experiments", "comparisons"] as const) {
    let builder = schema
      .createTable(table)
      .addColumn("sequence", sql`integer`, (c) => c.primaryKey().autoIncrement())
      .addColumn("id", text, (c) => c.notNull().unique())
      .addColumn("name", text, (c) => c.notNull().unique())
      .addColumn("created_at", text, (c) => c.notNull())
      .addColumn("body", text, (c) => c.notNull());
    if (table === "experiments") {
      builder = builder
        .addColumn("dataset_name", text, (c) => c.notNull())
        .addColumn("definition", text, (c) => c.notNull())
        .addColumn("comparison_id", text)
        .addColumn("status", text, (c) => c.notNull());
    }
    await builder.execute();
  }
  await runsAndResults(db);
}

async function modelCalls(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  await db.schema
    .createTable("call_reservations")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("scope", text, (c) => c.notNull())
    .addColumn("cost_usd", "double precision", (c) => c.notNull())
    .addColumn("tokens", "double precision", (c) => c.notNull())
    .addColumn("at", text, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("call_reservations_scope")
    .on("call_reservations")
    .columns(["scope", "at"])
    .execute();
  await db.schema
    .createTable("spending")
    .addColumn("scope", text, (c) => c.primaryKey())
    .addColumn("cost_usd", "double precision", (c) => c.notNull())
    .addColumn("tokens", "double precision", (c) => c.notNull())
    .addColumn("calls", "integer", (c) => c.notNull())
    .addColumn("unpriced_calls", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("call_cache")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("observation_id", text, (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("tries")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("started", "integer", (c) => c.notNull())
    .addColumn("ended", "integer", (c) => c.notNull())
    .addColumn("failures", "integer", (c) => c.notNull())
    .execute();
}

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

async function runsAndResults(db: Kysely<unknown>): Promise<void> {
  const text = "text" as const;
  const schema = db.schema;
  await schema
    .createTable("runs")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("experiment_id", text, (c) => c.notNull())
    .addColumn("ordinal", "integer", (c) => c.notNull())
    .addColumn("item_id", text, (c) => c.notNull())
    .addColumn("repetition", "integer", (c) => c.notNull())
    .addColumn("trace_id", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("output", text)
    .addColumn("error_type", text)
    .addColumn("error_message", text)
    .addColumn("latency_ms", "double precision")
    .addColumn("cost_usd", "double precision")
    .addColumn("usage", text)
    .addColumn("total_tokens", "double precision")
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("started_at", text)
    .addColumn("output_at", text)
    .addColumn("ended_at", text)
    .execute();
  await schema.createIndex("runs_order").unique().on("runs").columns(["experiment_id", "ordinal"]).execute();
  await schema
    .createIndex("runs_status")
    .on("runs")
    .columns(["experiment_id", "status", "error_type"])
    .execute();
  await schema
    .createIndex("runs_metrics")
    .on("runs")
    .columns(["experiment_id", "item_id", "status", "latency_ms", "cost_usd", "total_tokens"])
    .execute();
  await schema
    .createTable("traces")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("name", text, (c) => c.notNull())
    .addColumn("run_id", text)
    .addColumn("experiment_id", text)
    .addColumn("timestamp", text, (c) => c.notNull())
    .addColumn("input", text)
    .addColumn("output", text)
    .addColumn("metadata", text, (c) => c.notNull())
    .execute();
  await schema
    .createTable("observations")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("trace_id", text, (c) => c.notNull())
    .addColumn("started_at", text, (c) => c.notNull())
    .addColumn("body", text, (c) => c.notNull())
    .execute();
  await schema
    .createIndex("observations_trace")
    .on("observations")
    .columns(["trace_id", "started_at"])
    .execute();
  await schema
    .createTable("evaluations")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("run_id", text, (c) => c.notNull())
    .addColumn("experiment_id", text, (c) => c.notNull())
    .addColumn("evaluator_id", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("error_type", text)
    .addColumn("cost_usd", "double precision")
    .addColumn("body", text, (c) => c.notNull())
    .execute();
  await schema.createIndex("evaluations_run").on("evaluations").columns(["run_id", "evaluator_id"]).execute();
  await schema
    .createIndex("evaluations_failures")
    .on("evaluations")
    .columns(["experiment_id", "status", "evaluator_id", "error_type"])
    .execute();
  await schema
    .createTable("scores")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("trace_id", text, (c) => c.notNull())
    .addColumn("run_id", text)
    .addColumn("experiment_id", text)
    .addColumn("item_id", text)
    .addColumn("evaluator_id", text)
    .addColumn("name", text, (c) => c.notNull())
    .addColumn("data_type", text, (c) => c.notNull())
    .addColumn("value", "double precision")
    .addColumn("string_value", text)
    .addColumn("unscored_reason", text)
    .addColumn("comment", text)
    .addColumn("metadata", text, (c) => c.notNull())
    .addColumn("fingerprint", text)
    .addColumn("source", text, (c) => c.notNull())
    .addColumn("timestamp", text, (c) => c.notNull())
    .execute();
  await schema.createIndex("scores_run").on("scores").columns(["run_id"]).execute();
  await schema
    .createIndex("scores_metrics")
    .on("scores")
    .columns(["experiment_id", "name", "item_id", "value"])
    .execute();
}

/** Comparisons are found by status and dataset, as experiments are. */
async function comparisonColumns(db: Kysely<unknown>): Promise<void> {
  const comparisons = db.withTables<Pick<Tables, "comparisons">>();
  await db.schema
    .alterTable("comparisons")
    .addColumn("status", "text", (c) => c.notNull().defaultTo("pending"))
    .execute();
  await db.schema
    .alterTable("comparisons")
    .addColumn("dataset_name", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  for (const { id, body } of await comparisons.selectFrom("comparisons").select(["id", "body"]).execute()) {
    const { status, datasetName } = JSON.parse(body) as { status: string; datasetName: string };
    const columns = { status, dataset_name: datasetName };
    await comparisons.updateTable("comparisons").set(columns).where("id", "=", id).execute();
  }
}

/** What anchors belong to stood in metadata before it had a place of its own. */
async function anchorsByRole(db: Kysely<unknown>): Promise<void> {
  const tables = db.withTables<Pick<Tables, "comparisons" | "experiments">>();
  for (const table of ["experiments", "comparisons"] as const) {
    const rows = await tables
      .selectFrom(table)
      .select(["id", "body"])
      .where("body", "like", "%nchors%")
      .execute();
    for (const { id, body } of rows) {
      const changed = JSON.stringify(withRole(JSON.parse(body)));
      await tables.updateTable(table).set({ body: changed }).where("id", "=", id).execute();
    }
  }
}

function withRole({
  metadata,
  ...body
}: {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly pipeline?: string;
  readonly role?: unknown;
}): object {
  if (body.role !== undefined) return { ...body, metadata };
  const { anchors_of, anchors_experiment_id, anchorsExperimentId, ...rest } = metadata;
  if (body.pipeline === undefined) {
    return { ...body, metadata: rest, anchorsExperimentId: anchorsExperimentId ?? null };
  }
  const role =
    body.pipeline === "assay/anchors"
      ? { kind: "anchors", besideExperimentId: anchors_of ?? null }
      : { kind: "variant", anchorsExperimentId: anchors_experiment_id ?? null };
  return { ...body, metadata: rest, role };
}

/** Calls whose answer was lost count as spent, for the experiment and its comparison. */
async function lostCalls(db: Kysely<unknown>): Promise<void> {
  // What older code left does not say whose it was.
  await db.withTables<Pick<Tables, "call_reservations">>().deleteFrom("call_reservations").execute();
  await db.schema
    .alterTable("call_reservations")
    .addColumn("experiment_id", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await db.schema
    .alterTable("call_reservations")
    .addColumn("is_priced", "integer", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createIndex("call_reservations_experiment")
    .on("call_reservations")
    .columns(["experiment_id"])
    .execute();
  await db.schema
    .alterTable("spending")
    .addColumn("lost_calls", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
}

/** Why the answer that a run's output comes from ends where it does. */
async function finishReasons(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("runs").addColumn("finish_reason", "text").execute();
}
