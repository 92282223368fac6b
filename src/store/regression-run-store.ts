import { type Kysely, sql } from "kysely";
import { Notification } from "../domain/notification/notification.js";
import { RegressionRun } from "../domain/regression/regression-run.js";
import type { RegressionRunStore } from "../domain/regression/regression-run-store.js";
import type { Tables } from "./schema.js";

/** Regression runs and their messages: a JSON body each, with the columns that filters need. */
export function createRegressionRunStore(db: Kysely<Tables>): RegressionRunStore {
  return {
    async beginRegressionRun(run) {
      const { id, definition, schedule, state, createdAt } = run;
      await db
        .insertInto("regression_runs")
        .values({ id, definition, schedule, state, created_at: createdAt, body: JSON.stringify(run) })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
      return (await readRun(db, id)) as RegressionRun;
    },
    getRegressionRun: (id) => readRun(db, id),
    async listRegressionRuns({ definition, schedule, isRunning, limit }) {
      let query = db.selectFrom("regression_runs").select("body").orderBy("sequence", "desc").limit(limit);
      if (definition !== undefined) query = query.where("definition", "=", definition);
      if (schedule !== undefined)
        query =
          schedule === null ? query.where("schedule", "is", null) : query.where("schedule", "=", schedule);
      if (isRunning !== undefined) query = query.where("state", isRunning ? "is" : "is not", null);
      return (await query.execute()).map(({ body }) => RegressionRun.parse(JSON.parse(body)));
    },
    async updateRegressionRun(id, change) {
      await db.transaction().execute((transaction) => changeRun(transaction, id, change));
    },
    endRegressionRun: (id, end, notifications) =>
      db.transaction().execute(async (transaction) => {
        if (!(await changeRun(transaction, id, end))) return false;
        for (const notification of notifications) {
          const { regressionRunId, status } = notification;
          const body = JSON.stringify(notification);
          await transaction
            .insertInto("notifications")
            .values({ id: notification.id, regression_run_id: regressionRunId, status, body })
            .execute();
        }
        return true;
      }),
    async listModelSnapshots(experimentId) {
      const rows = await db
        .selectFrom("traces")
        .innerJoin("observations", "observations.trace_id", "traces.id")
        .where("traces.experiment_id", "=", experimentId)
        .select(
          sql<string | null>`json_extract(observations.body, '$.metadata.modelSnapshot')`.as("snapshot"),
        )
        .distinct()
        .execute();
      return rows.flatMap(({ snapshot }) => (snapshot === null ? [] : [snapshot])).sort();
    },
    getNotification: (id) => readNotification(db, id),
    async listNotifications(regressionRunId) {
      const rows = await db
        .selectFrom("notifications")
        .select("body")
        .where("regression_run_id", "=", regressionRunId)
        .orderBy("sequence")
        .execute();
      return rows.map(({ body }) => Notification.parse(JSON.parse(body)));
    },
    async findNotifications({ of, status, limit }) {
      let query = db
        .selectFrom("notifications")
        .select("notifications.body")
        .orderBy("notifications.sequence", "desc")
        .limit(limit);
      if (status !== undefined) query = query.where("notifications.status", "=", status);
      if (of !== undefined) {
        const runs = db
          .selectFrom("regression_runs")
          .select("id")
          .where("definition", "=", of.definition)
          .where("schedule", "is", of.schedule);
        query = query.where("notifications.regression_run_id", "in", runs);
      }
      return (await query.execute()).map(({ body }) => Notification.parse(JSON.parse(body)));
    },
    endNotification: (id, end) =>
      db.transaction().execute(async (transaction) => {
        const notification = await readNotification(transaction, id);
        if (notification?.status !== "pending") return false;
        const body = JSON.stringify({ ...notification, ...end });
        const values = { status: end.status, body };
        await transaction.updateTable("notifications").set(values).where("id", "=", id).execute();
        return true;
      }),
  };
}

async function readRun(db: Kysely<Tables>, id: string): Promise<RegressionRun | null> {
  const row = await db.selectFrom("regression_runs").select("body").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : RegressionRun.parse(JSON.parse(row.body));
}

async function readNotification(db: Kysely<Tables>, id: string): Promise<Notification | null> {
  const row = await db.selectFrom("notifications").select("body").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : Notification.parse(JSON.parse(row.body));
}

/** Changes a run that has not ended. */
async function changeRun(db: Kysely<Tables>, id: string, change: Partial<RegressionRun>): Promise<boolean> {
  const run = await readRun(db, id);
  if (run === null || run.state !== null) return false;
  const changed = RegressionRun.parse({ ...run, ...change });
  const values = { state: changed.state, body: JSON.stringify(changed) };
  await db.updateTable("regression_runs").set(values).where("id", "=", id).execute();
  return true;
}
