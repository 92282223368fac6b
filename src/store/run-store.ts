import { type Kysely, sql } from "kysely";
import type { RunStatus } from "../domain/experiment/run.js";
import type { RunStore } from "../domain/experiment/run-store.js";
import { chunked } from "./chunked.js";
import { createRunQueries } from "./run-queries.js";
import type { Tables } from "./schema.js";
import { scoreRow } from "./score-row.js";
import { traceRow } from "./trace-store.js";

const UNFINISHED: readonly RunStatus[] = ["pending", "running", "evaluating"];

/** Runs. States only move forward, so that a repeated step changes nothing; reopening cancelled runs alone goes back. */
export function createRunStore(db: Kysely<Tables>): RunStore {
  return {
    ...createRunQueries(db),
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
