import { type Kysely, sql } from "kysely";
import { Experiment } from "../domain/experiment/experiment.js";
import type { RunStatus } from "../domain/experiment/run.js";
import type { Retryable, RetryStore } from "../domain/retry-store.js";
import { reopenedStatus } from "./reopened-status.js";
import type { Tables } from "./schema.js";

const UNDONE: readonly RunStatus[] = ["pending", "running", "evaluating", "cancelled"];

/** Finds the runs of an ended experiment that can be run again, and reopens them. */
export function createRetryStore(db: Kysely<Tables>): RetryStore {
  return {
    async countRetryable(experimentId): Promise<Retryable> {
      const count = async (statuses: readonly RunStatus[]): Promise<number> => {
        const runs = db.selectFrom("runs").where("experiment_id", "=", experimentId);
        const counted = runs.where("status", "in", statuses).select((e) => e.fn.countAll().as("count"));
        return Number((await counted.executeTakeFirstOrThrow()).count);
      };
      const unjudged = runsWithoutJudgement(db, experimentId).select((e) => e.fn.countAll().as("count"));
      return {
        failed: await count(["failed"]),
        leftOver: await count(UNDONE),
        unjudged: Number((await unjudged.executeTakeFirstOrThrow()).count),
      };
    },
    reopenForRetry: (experimentId) =>
      db.transaction().execute(async (trx) => {
        const found = trx.selectFrom("experiments").select("body").where("id", "=", experimentId);
        const { body } = await found.executeTakeFirstOrThrow();
        const { retry, ...experiment } = Experiment.parse(JSON.parse(body));
        if (retry === undefined || retry === null) return false;
        await forgiveTries(trx, experimentId);
        await reopenRuns(trx, experimentId, retry);
        await failedEvaluations(trx, experimentId).execute();
        await trx
          .updateTable("experiments")
          .set({ body: JSON.stringify(experiment) })
          .where("id", "=", experimentId)
          .execute();
        return true;
      }),
  };
}

/** Completed runs that an evaluator failed on, or that it did not come to. */
function runsWithoutJudgement(db: Kysely<Tables>, experimentId: string) {
  return db
    .selectFrom("runs")
    .where("experiment_id", "=", experimentId)
    .where("status", "=", "completed")
    .where((run) =>
      run.or([
        run.exists(
          run
            .selectFrom("evaluations")
            .select("evaluations.id")
            .whereRef("evaluations.run_id", "=", "runs.id")
            .where("evaluations.status", "=", "failed"),
        ),
        run.exists(
          run
            .selectFrom("scores")
            .select("scores.id")
            .whereRef("scores.run_id", "=", "runs.id")
            .where("scores.unscored_reason", "=", "not_evaluated"),
        ),
      ]),
    );
}

function failedEvaluations(db: Kysely<Tables>, experimentId: string) {
  return db
    .deleteFrom("evaluations")
    .where("experiment_id", "=", experimentId)
    .where("status", "=", "failed");
}

/**
 * Failures and lost workers so far no longer count as tries. Their number stays, since it distinguishes calls without a
 * key.
 */
async function forgiveTries(db: Kysely<Tables>, experimentId: string): Promise<void> {
  const runs = db.selectFrom("runs").select("id").where("experiment_id", "=", experimentId);
  const evaluations = db.selectFrom("evaluations").select("id").where("experiment_id", "=", experimentId);
  for (const steps of [runs.where("status", "=", "failed"), evaluations.where("status", "=", "failed")])
    await db
      .updateTable("tries")
      .set({ forgiven: sql`failures`, ended: sql`started` })
      .where("id", "in", steps)
      .execute();
}

/** Each run is again as far as it had come. */
async function reopenRuns(
  db: Kysely<Tables>,
  experimentId: string,
  { leftOver }: { readonly leftOver: boolean },
): Promise<void> {
  const open = {
    status: reopenedStatus,
    error_type: null,
    error_message: null,
    is_passing: 0,
    ended_at: null,
  };
  const unjudged = runsWithoutJudgement(db, experimentId).select("runs.id");
  await db.updateTable("runs").set(open).where("id", "in", unjudged).execute();
  const ended: readonly RunStatus[] = leftOver ? ["failed", "cancelled"] : ["failed"];
  await db
    .updateTable("runs")
    .set(open)
    .where("experiment_id", "=", experimentId)
    .where("status", "in", ended)
    .execute();
}
