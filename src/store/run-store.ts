import type { Kysely, Transaction } from "kysely";
import type { RunStore } from "../domain/experiment/run-store.js";
import { chunked } from "./chunked.js";
import { createRunEnds } from "./run-ends.js";
import { createRunQueries } from "./run-queries.js";
import type { Tables } from "./schema.js";
import { putTrace } from "./trace-store.js";

/** Runs. States only move forward, so that a repeated step changes nothing; reopening cancelled runs alone goes back. */
export function createRunStore(db: Kysely<Tables>): RunStore {
  return {
    ...createRunQueries(db),
    ...createRunEnds(db),
    planRuns: (runs) => db.transaction().execute((trx) => insertPlanned(trx, runs)),
    startRun: (runId, trace) =>
      db.transaction().execute(async (trx) => {
        await putTrace(trx, trace);
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
  };
}

async function insertPlanned(
  trx: Transaction<Tables>,
  runs: Parameters<RunStore["planRuns"]>[0],
): Promise<void> {
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
}
