import type { Kysely } from "kysely";
import { Notification } from "../domain/notification/notification.js";
import type { RegressionRunStore } from "../domain/regression/regression-run-store.js";
import { readBody } from "./read-body.js";
import type { Tables } from "./schema.js";

/** Queries for messages, and how they end. */
export type NotificationStore = Pick<
  RegressionRunStore,
  "getNotification" | "listNotifications" | "findNotifications" | "endNotification"
>;

/** The messages of regression runs: a JSON body each, with the columns that filters need. */
export function createNotificationStore(db: Kysely<Tables>): NotificationStore {
  return {
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
          .where("schedule", "is not distinct from", of.schedule);
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

function readNotification(db: Kysely<Tables>, id: string): Promise<Notification | null> {
  return readBody(db, { table: "notifications", id, schema: Notification });
}
