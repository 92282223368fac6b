import type { Kysely, Selectable } from "kysely";
import type { DatasetItem } from "../domain/dataset/dataset.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { RunCounts } from "../domain/experiment/experiment-summary.js";
import type { Failure, Run, RunStatus } from "../domain/experiment/run.js";
import type { RunRange, RunStore } from "../domain/experiment/run-store.js";
import { chunked } from "./chunked.js";
import { countRows, countRowsBy } from "./count-rows.js";
import { itemOfRow, itemsAsOf } from "./items-as-of.js";
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
    listRunsWithItems: (range) => listRunsWithItems(db, range),
    countRuns: (experimentId) => countRuns(db, experimentId),
    countRunsWithOutput: (experimentId) =>
      countRows(runsOf(db, experimentId).where("output_at", "is not", null)),
    countFinishReasons: (experimentId) =>
      countRowsBy(runsOf(db, experimentId).where("finish_reason", "is not", null), "finish_reason"),
    countFailures: (experimentId) =>
      countRowsBy(runsOf(db, experimentId).where("status", "=", "failed"), "error_type"),
    listFailures: (experimentId) => listFailures(db, experimentId),
    listScoreNotes: (experimentId) => listScoreNotes(db, experimentId),
  };
}

function runsOf(db: Kysely<Tables>, experimentId: string) {
  return db.selectFrom("runs").where("experiment_id", "=", experimentId);
}

function inRange(db: Kysely<Tables>, { experimentId, fromOrdinal, limit }: RunRange) {
  const query = runsOf(db, experimentId).selectAll();
  return query.where("ordinal", ">=", fromOrdinal).orderBy("ordinal").limit(limit);
}

async function listRunsWithItems(
  db: Kysely<Tables>,
  range: RunRange,
): ReturnType<RunQueries["listRunsWithItems"]> {
  const runs = (await inRange(db, range).execute()).map(toRun);
  const experiment = await db
    .selectFrom("experiments")
    .select("body")
    .where("id", "=", range.experimentId)
    .executeTakeFirstOrThrow();
  const { datasetId, datasetVersion: version } = JSON.parse(experiment.body) as Experiment;
  const items = new Map<string, DatasetItem>();
  for (const ids of chunked([...new Set(runs.map(({ itemId }) => itemId))], 500)) {
    const rows = await itemsAsOf(db, { datasetId, version }).where("id", "in", ids).execute();
    for (const row of rows) items.set(row.id, itemOfRow(row));
  }
  return runs.flatMap((run) => {
    const item = items.get(run.itemId);
    return item === undefined ? [] : [{ ...run, item }];
  });
}

async function countRuns(db: Kysely<Tables>, experimentId: string): Promise<RunCounts> {
  const counts: Partial<Record<RunStatus, number>> = await countRowsBy(runsOf(db, experimentId), "status");
  const { pending = 0, running = 0, evaluating = 0, completed = 0, failed = 0, cancelled = 0 } = counts;
  const planned = pending + running + evaluating + completed + failed + cancelled;
  return { planned, pending, running: running + evaluating, completed, failed, cancelled };
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
