import type { Kysely } from "kysely";
import { RegressionRun } from "../domain/regression/regression-run.js";
import type { RegressionRunStore } from "../domain/regression/regression-run-store.js";
import { streamPages } from "../domain/stream-pages.js";
import { Observation } from "../domain/trace/trace.js";
import type { NotificationStore } from "./notification-store.js";
import { readBody } from "./read-body.js";
import type { Tables } from "./schema.js";

const TRACES_PER_PAGE = 500;

type RegressionRuns = Omit<RegressionRunStore, keyof NotificationStore>;

/** Regression runs: a JSON body each, with the columns that filters need. They end together with the messages they send. */
export function createRegressionRunStore(db: Kysely<Tables>): RegressionRuns {
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
      if (schedule !== undefined) query = query.where("schedule", "is not distinct from", schedule);
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
    listModelSnapshots: (experimentId) => listModelSnapshots(db, experimentId),
  };
}

/** Of the observations by pages of traces. JSON is read here, as each engine writes differently what looks into it. */
async function listModelSnapshots(db: Kysely<Tables>, experimentId: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const pages = streamPages(TRACES_PER_PAGE, (last: { readonly id: string } | null) =>
    db
      .selectFrom("traces")
      .select("id")
      .where("experiment_id", "=", experimentId)
      .where("id", ">", last?.id ?? "")
      .orderBy("id")
      .limit(TRACES_PER_PAGE)
      .execute(),
  );
  for await (const traces of pages) {
    const traceIds = traces.map(({ id }) => id);
    const rows = await db
      .selectFrom("observations")
      .select("body")
      .where("trace_id", "in", traceIds)
      .where("body", "like", '%"modelSnapshot":%')
      .execute();
    for (const { body } of rows) {
      const { modelSnapshot } = Observation.parse(JSON.parse(body)).metadata;
      if (typeof modelSnapshot === "string") found.add(modelSnapshot);
    }
  }
  return [...found].sort();
}

function readRun(db: Kysely<Tables>, id: string): Promise<RegressionRun | null> {
  return readBody(db, { table: "regression_runs", id, schema: RegressionRun });
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
