import { type Kysely, type Selectable, sql } from "kysely";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { RunCounts } from "../domain/experiment/experiment-summary.js";
import type { Failure, Run, RunStatus } from "../domain/experiment/run.js";
import type { RunStore } from "../domain/store.js";
import { chunked } from "./chunked.js";
import { toItem } from "./dataset-store.js";
import { listFailures } from "./list-failures.js";
import { listScoreNotes } from "./list-score-notes.js";
import type { Tables } from "./schema.js";
import { scoreRow } from "./score-store.js";
import { traceRow } from "./trace-store.js";

const UNFINISHED: readonly RunStatus[] = ["pending", "running", "evaluating"];

/** Runs. States only move forward, so that a repeated step changes nothing; reopening cancelled runs alone goes back. */
export function createRunStore(db: Kysely<Tables>): RunStore {
  return {
    planRuns: (runs) =>
      db.transaction().execute(async (trx) => {
        for (const part of chunked(runs, 500)) {
          const rows = part.map(({ id, experimentId, ordinal, itemId, repetition, traceId }) => ({
            id,
            experiment_id: experimentId,
            ordinal,
            item_id: itemId,
            repetition,
            trace_id: traceId,
            status: "pending",
            attempts: 0,
          }));
          await trx
            .insertInto("runs")
            .values(rows as never)
            .onConflict((c) => c.doNothing())
            .execute();
        }
      }),
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
      const items = new Map<string, ReturnType<typeof toItem>>();
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
        for (const row of rows) items.set(row.id, toItem(row));
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
    startRun: (runId, trace) =>
      db.transaction().execute(async (trx) => {
        const row = traceRow(trace);
        await trx
          .insertInto("traces")
          .values(row)
          .onConflict((c) => c.column("id").doUpdateSet(row))
          .execute();
        const change = { status: "running", started_at: trace.timestamp };
        await trx
          .updateTable("runs")
          .set(change)
          .where("id", "=", runId)
          .where("status", "=", "pending")
          .execute();
      }),
    async setAttempts(runId, attempts) {
      await db.updateTable("runs").set({ attempts }).where("id", "=", runId).execute();
    },
    async recordOutput(runId, { output, latencyMs, costUsd, usage, finishReason, attempts, at }) {
      const tokens = [usage?.inputTokens, usage?.outputTokens].filter((count) => typeof count === "number");
      await db
        .updateTable("runs")
        .set({
          status: "evaluating",
          output: JSON.stringify(output),
          latency_ms: latencyMs,
          cost_usd: costUsd,
          output_at: at,
          finish_reason: finishReason ?? null,
          usage: usage === null ? null : JSON.stringify(usage),
          total_tokens: tokens.length === 0 ? null : tokens.reduce((sum, count) => sum + count, 0),
          attempts,
        })
        .where("id", "=", runId)
        .where("output_at", "is", null)
        .execute();
    },
    async setFinishReason(runId, finishReason) {
      await db.updateTable("runs").set({ finish_reason: finishReason }).where("id", "=", runId).execute();
    },
    async endRun(runId, { status, error, gaveUpAfterMs, at }) {
      const change = {
        status,
        error_type: error?.type ?? null,
        error_message: error?.message ?? null,
        is_passing: error?.isPassing === true ? 1 : 0,
        ended_at: at,
        ...(gaveUpAfterMs === undefined ? {} : { latency_ms: gaveUpAfterMs }),
      };
      await db
        .updateTable("runs")
        .set(change)
        .where("id", "=", runId)
        .where("status", "in", UNFINISHED)
        .execute();
    },
    async cancelUnfinishedRuns(experimentId, at) {
      const query = db.updateTable("runs").set({ status: "cancelled", ended_at: at });
      const result = await query
        .where("experiment_id", "=", experimentId)
        .where("status", "in", UNFINISHED)
        .executeTakeFirstOrThrow();
      return Number(result.numUpdatedRows);
    },
    async reopenCancelledRuns(experimentId) {
      const status = sql<string>`case when output_at is not null then 'evaluating' when started_at is not null then 'running' else 'pending' end`;
      const result = await db
        .updateTable("runs")
        .set({ status, ended_at: null })
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "cancelled")
        .executeTakeFirstOrThrow();
      return Number(result.numUpdatedRows);
    },
    completeRun: (runId, scores, at) =>
      db.transaction().execute(async (trx) => {
        const run = await trx
          .selectFrom("runs")
          .select("item_id")
          .where("id", "=", runId)
          .executeTakeFirstOrThrow();
        // What an evaluator wrote in an earlier round and does not write any more is no score of the run.
        await trx
          .deleteFrom("scores")
          .where("run_id", "=", runId)
          .where("source", "=", "EVAL")
          .where("id", "not in", [...scores.map(({ id }) => id), ""])
          .execute();
        for (const score of scores) {
          const row = { ...scoreRow(score), item_id: run.item_id };
          await trx
            .insertInto("scores")
            .values(row)
            .onConflict((c) => c.column("id").doUpdateSet(row))
            .execute();
        }
        const change = { status: "completed", ended_at: at };
        await trx
          .updateTable("runs")
          .set(change)
          .where("id", "=", runId)
          .where("status", "in", UNFINISHED)
          .execute();
      }),
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
