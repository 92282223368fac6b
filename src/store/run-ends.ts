import type { Kysely, Transaction, Updateable } from "kysely";
import type { RunStatus } from "../domain/experiment/run.js";
import type { RunStore } from "../domain/experiment/run-store.js";
import type { Score } from "../domain/score/score.js";
import { reopenedStatus } from "./reopened-status.js";
import type { Tables } from "./schema.js";
import { scoreRow } from "./score-row.js";

const UNFINISHED: readonly RunStatus[] = ["pending", "running", "evaluating"];

type RunEnds = Pick<RunStore, "endRun" | "completeRun" | "cancelUnfinishedRuns" | "reopenCancelledRuns">;

/** How runs end: with scores, failed or cancelled; and how cancelled ones go on. */
export function createRunEnds(db: Kysely<Tables>): RunEnds {
  return {
    async endRun(runId, { status, error, gaveUpAfterMs, at }) {
      const change = {
        status,
        error_type: error?.type ?? null,
        error_message: error?.message ?? null,
        is_passing: error?.isPassing === true ? 1 : 0,
        ended_at: at,
        ...(gaveUpAfterMs === undefined ? {} : { latency_ms: gaveUpAfterMs }),
      };
      await endUnfinished(db, runId, change);
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
      const result = await db
        .updateTable("runs")
        .set({ status: reopenedStatus, ended_at: null })
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "cancelled")
        .executeTakeFirstOrThrow();
      return Number(result.numUpdatedRows);
    },
    completeRun: (runId, scores, at) =>
      db.transaction().execute((trx) => completeRun(trx, { runId, scores, at })),
  };
}

async function completeRun(
  trx: Transaction<Tables>,
  { runId, scores, at }: { readonly runId: string; readonly scores: readonly Score[]; readonly at: string },
): Promise<void> {
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
  await endUnfinished(trx, runId, { status: "completed", ended_at: at });
}

async function endUnfinished(
  db: Kysely<Tables>,
  runId: string,
  change: Updateable<Tables["runs"]>,
): Promise<void> {
  await db
    .updateTable("runs")
    .set(change)
    .where("id", "=", runId)
    .where("status", "in", UNFINISHED)
    .execute();
}
