import type { Kysely, Selectable } from "kysely";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { RunCounts } from "../domain/experiment/experiment-summary.js";
import type { Failure, Run, RunStatus } from "../domain/experiment/run.js";
import type { RunStore } from "../domain/experiment/run-store.js";
import { chunked } from "./chunked.js";
import { itemOfRow } from "./dataset-store.js";
import { listFailures } from "./list-failures.js";
import { listScoreNotes } from "./list-score-notes.js";
import type { Tables } from "./schema.js";

type RunQueries = Pick<
  RunStore,
  | "getRun"
  | "listRuns"
  | "listRunsWithItems"
  | "countRuns"
  | "countRunsWithOutput"
  | "countFinishReasons"
  | "countFailures"
  | "listFailures"
  | "listScoreNotes"
>;

/** Queries for runs. */
export function createRunQueries(db: Kysely<Tables>): RunQueries {
  return {
    async getRun(id) {
      const row = await db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toRun(row);
    },
    async listRuns(range) {
      return (await inRange(db, range).execute()).map(toRun);
    },
    async listRunsWithItems(range) {
      const runs = (await inRange(db, range).execute()).map(toRun);
      const experiment = await db
        .selectFrom("experiments")
        .select("body")
        .where("id", "=", range.experimentId)
        .executeTakeFirstOrThrow();
      const { datasetId, datasetVersion } = JSON.parse(experiment.body) as Experiment;
      const items = new Map<string, ReturnType<typeof itemOfRow>>();
      for (const ids of chunked([...new Set(runs.map(({ itemId }) => itemId))], 500)) {
        const query = db
          .selectFrom("dataset_items")
          .selectAll()
          .where("dataset_id", "=", datasetId)
          .where("id", "in", ids)
          .where("valid_from", "<=", datasetVersion);
        const rows = await query
          .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">", datasetVersion)]))
          .execute();
        for (const row of rows) items.set(row.id, itemOfRow(row));
      }
      return runs.flatMap((run) => {
        const item = items.get(run.itemId);
        return item === undefined ? [] : [{ ...run, item }];
      });
    },
    countRuns: (experimentId) => countRuns(db, experimentId),
    async countRunsWithOutput(experimentId) {
      const query = db
        .selectFrom("runs")
        .where("experiment_id", "=", experimentId)
        .where("output_at", "is not", null);
      const { count } = await query.select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow();
      return Number(count);
    },
    async countFinishReasons(experimentId) {
      const rows = await db
        .selectFrom("runs")
        .where("experiment_id", "=", experimentId)
        .where("finish_reason", "is not", null)
        .select(["finish_reason", (e) => e.fn.countAll().as("count")])
        .groupBy("finish_reason")
        .orderBy("finish_reason")
        .execute();
      return Object.fromEntries(rows.map((row) => [row.finish_reason ?? "", Number(row.count)]));
    },
    async countFailures(experimentId) {
      const query = db
        .selectFrom("runs")
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "failed");
      const rows = await query
        .select(["error_type", (e) => e.fn.countAll().as("count")])
        .groupBy("error_type")
        .execute();
      return Object.fromEntries(rows.map((row) => [row.error_type ?? "unknown", Number(row.count)]));
    },
    listFailures: (experimentId) => listFailures(db, experimentId),
    listScoreNotes: (experimentId) => listScoreNotes(db, experimentId),
  };
}

function inRange(
  db: Kysely<Tables>,
  range: { readonly experimentId: string; readonly fromOrdinal: number; readonly limit: number },
) {
  const query = db.selectFrom("runs").selectAll().where("experiment_id", "=", range.experimentId);
  return query.where("ordinal", ">=", range.fromOrdinal).orderBy("ordinal").limit(range.limit);
}

async function countRuns(db: Kysely<Tables>, experimentId: string): Promise<RunCounts> {
  const query = db.selectFrom("runs").where("experiment_id", "=", experimentId);
  const rows = await query
    .select(["status", (e) => e.fn.countAll().as("count")])
    .groupBy("status")
    .execute();
  const count = (...statuses: RunStatus[]): number =>
    rows
      .filter(({ status }) => statuses.includes(status as RunStatus))
      .reduce((sum, row) => sum + Number(row.count), 0);
  return {
    planned: rows.reduce((sum, row) => sum + Number(row.count), 0),
    pending: count("pending"),
    running: count("running", "evaluating"),
    completed: count("completed"),
    failed: count("failed"),
    cancelled: count("cancelled"),
  };
}

function toRun(row: Selectable<Tables["runs"]>): Run {
  return {
    id: row.id,
    experimentId: row.experiment_id,
    ordinal: row.ordinal,
    itemId: row.item_id,
    repetition: row.repetition,
    traceId: row.trace_id,
    status: row.status as RunStatus,
    output: row.output === null ? null : JSON.parse(row.output),
    error: toFailure(row),
    latencyMs: row.latency_ms,
    costUsd: row.cost_usd,
    usage: row.usage === null ? null : JSON.parse(row.usage),
    finishReason: row.finish_reason as Run["finishReason"],
    attempts: row.attempts,
    startedAt: row.started_at,
    outputAt: row.output_at,
    endedAt: row.ended_at,
  };
}

function toFailure(row: Selectable<Tables["runs"]>): Failure | null {
  if (row.error_type === null) return null;
  const failure = { type: row.error_type, message: row.error_message ?? "" };
  return row.is_passing === 1 ? { ...failure, isPassing: true } : failure;
}
