import { type Kysely, sql } from "kysely";

type Schema = Kysely<unknown>["schema"];

const text = "text";

/** The tables of 0.1.0. */
export async function first({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("meta")
    .addColumn("key", text, (c) => c.primaryKey())
    .addColumn("value", text, (c) => c.notNull())
    .execute();
  await createDatasets(schema);
  await createExperiments(schema);
  await createRuns(schema);
  await createTraces(schema);
  await createEvaluations(schema);
  await createScores(schema);
}

async function createDatasets(schema: Schema): Promise<void> {
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
}

async function createExperiments(schema: Schema): Promise<void> {
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
}

async function createRuns(schema: Schema): Promise<void> {
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
}

async function createTraces(schema: Schema): Promise<void> {
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
}

async function createEvaluations(schema: Schema): Promise<void> {
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
}

async function createScores(schema: Schema): Promise<void> {
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
