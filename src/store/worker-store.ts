import type { Kysely, Selectable } from "kysely";
import type { WorkerRegistration } from "../domain/worker/worker-registration.js";
import type { WorkerStore } from "../domain/worker/worker-store.js";
import type { Tables } from "./schema.js";

/** A row per worker and task queue. */
export function createWorkerStore(db: Kysely<Tables>): WorkerStore {
  const list = async (within: Kysely<Tables>): Promise<readonly WorkerRegistration[]> =>
    (
      await within
        .selectFrom("workers")
        .selectAll()
        .orderBy("started_at")
        .orderBy("id")
        .orderBy("task_queue")
        .execute()
    ).map(fromRow);
  return {
    listWorkers: () => list(db),
    registerWorker: (worker, choose) =>
      db.transaction().execute(async (transaction) => {
        const known = await list(transaction);
        const taskQueue = choose(known.filter(({ id }) => id !== worker.id));
        if (taskQueue === null) return null;
        const { id, startedAt, seenAt, ended, ...body } = worker;
        const values = {
          id,
          task_queue: taskQueue,
          started_at: startedAt,
          seen_at: seenAt,
          ended: ended ? 1 : 0,
          body: JSON.stringify(body),
        };
        await transaction
          .insertInto("workers")
          .values(values)
          .onConflict((conflict) => conflict.columns(["id", "task_queue"]).doUpdateSet(values))
          .execute();
        return { ...worker, taskQueue };
      }),
    async touchWorker(id, at) {
      await db.updateTable("workers").set({ seen_at: at.toISOString() }).where("id", "=", id).execute();
    },
    async endWorker(id, taskQueue) {
      const all = db.updateTable("workers").set({ ended: 1 }).where("id", "=", id);
      await (taskQueue === undefined ? all : all.where("task_queue", "=", taskQueue)).execute();
    },
    async forgetWorkers(before) {
      await db.deleteFrom("workers").where("seen_at", "<", before.toISOString()).execute();
    },
  };
}

function fromRow(row: Selectable<Tables["workers"]>): WorkerRegistration {
  const body = JSON.parse(row.body) as Omit<
    WorkerRegistration,
    "id" | "taskQueue" | "startedAt" | "seenAt" | "ended"
  >;
  return {
    ...body,
    id: row.id,
    taskQueue: row.task_queue,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    ended: row.ended === 1,
  };
}
