import { type Kysely, sql } from "kysely";
import type { Score } from "../domain/score/score.js";
import type { ScoreNameOverview, ScoreStore } from "../domain/score/score-store.js";
import { chunked } from "./chunked.js";
import type { Tables } from "./schema.js";
import { scoreRow, toScore } from "./score-row.js";
import { streamItemFailures, streamItemMeans, streamItemPasses } from "./stream-items.js";

type Scores = Pick<
  ScoreStore,
  | "putScores"
  | "listScoresOfRuns"
  | "streamItemMeans"
  | "streamItemPasses"
  | "streamItemFailures"
  | "listScoreNames"
  | "countUnscoredReasons"
  | "countCategories"
  | "countEvaluationFailures"
>;

/**
 * Scores and the aggregates that statistics start from. Only completed runs count, and only what evaluators said:
 * a person's label is what a judge is compared with, never mixed into its mean.
 */
export function createScoreStore(db: Kysely<Tables>): Scores {
  return {
    async putScores(scores) {
      for (const score of scores) {
        const row = scoreRow(score);
        await db
          .insertInto("scores")
          .values({ ...row, item_id: null })
          .onConflict((c) => c.column("id").doUpdateSet(row))
          .execute();
      }
    },
    async listScoresOfRuns(runIds) {
      const scores: Score[] = [];
      for (const part of chunked(runIds, 500)) {
        const rows = await db
          .selectFrom("scores")
          .selectAll()
          .where("run_id", "in", part)
          .orderBy("name")
          .orderBy("id")
          .execute();
        scores.push(...rows.map(toScore));
      }
      return scores;
    },
    streamItemMeans: (metric) => streamItemMeans(db, metric),
    streamItemPasses: (metric) => streamItemPasses(db, metric),
    streamItemFailures: (experimentId) => streamItemFailures(db, experimentId),
    listScoreNames: (experimentId) => listScoreNames(db, experimentId),
    countUnscoredReasons: (experimentId, name) => countUnscoredReasons(db, experimentId, name),
    async countCategories(experimentId, name) {
      const query = scoresOfCompletedRuns(db, experimentId)
        .where("scores.name", "=", name)
        .where("string_value", "is not", null);
      const rows = await query
        .select(["string_value", (e) => e.fn.countAll().as("count")])
        .groupBy("string_value")
        .execute();
      return Object.fromEntries(rows.map((row) => [row.string_value as string, Number(row.count)]));
    },
    async countEvaluationFailures(experimentId) {
      const query = db
        .selectFrom("evaluations")
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "failed");
      const rows = await query
        .select(["evaluator_id", "error_type", (e) => e.fn.countAll().as("count")])
        .groupBy(["evaluator_id", "error_type"])
        .execute();
      return rows.map((row) => ({
        evaluatorId: row.evaluator_id,
        type: row.error_type ?? "unknown",
        count: Number(row.count),
      }));
    },
  };
}

function scoresOfCompletedRuns(db: Kysely<Tables>, experimentId: string) {
  return db
    .selectFrom("scores")
    .innerJoin("runs", "runs.id", "scores.run_id")
    .where("scores.experiment_id", "=", experimentId)
    .where("scores.source", "<>", "ANNOTATION")
    .where("runs.status", "=", "completed");
}

async function countCompleted(db: Kysely<Tables>, experimentId: string): Promise<number> {
  const query = db
    .selectFrom("runs")
    .where("experiment_id", "=", experimentId)
    .where("status", "=", "completed");
  return Number((await query.select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow()).count);
}

async function listScoreNames(db: Kysely<Tables>, experimentId: string): Promise<ScoreNameOverview[]> {
  const completed = await countCompleted(db, experimentId);
  const rows = await scoresOfCompletedRuns(db, experimentId)
    .select(["scores.name as name", "evaluator_id", "data_type", "fingerprint"])
    .select((e) => [e.fn.count("scores.value").as("numbers"), e.fn.count("string_value").as("strings")])
    .groupBy(["scores.name", "evaluator_id", "data_type", "fingerprint"])
    .orderBy("scores.name")
    .execute();
  const names = new Map<string, ScoreNameOverview>();
  for (const row of rows) {
    const before = names.get(row.name);
    const here = Number(row.numbers) + Number(row.strings);
    const scored = (before?.scored ?? 0) + here;
    // The type of a name is that of its values; unscored rows carry a default.
    const dataType =
      here > 0 || before === undefined ? (row.data_type as Score["dataType"]) : before.dataType;
    const fingerprints = [
      ...new Set([
        ...(before?.fingerprints ?? []),
        ...(row.fingerprint === null || here === 0 ? [] : [row.fingerprint]),
      ]),
    ];
    names.set(row.name, {
      name: row.name,
      evaluatorId: row.evaluator_id,
      dataType,
      scored,
      unscored: completed - scored,
      fingerprints,
    });
  }
  return [...names.values()];
}

async function countUnscoredReasons(
  db: Kysely<Tables>,
  experimentId: string,
  name: string,
): Promise<Record<string, number>> {
  const of = scoresOfCompletedRuns(db, experimentId).where("scores.name", "=", name);
  const rows = await of
    .where("unscored_reason", "is not", null)
    .select(["unscored_reason", (e) => e.fn.countAll().as("count")])
    .groupBy("unscored_reason")
    .execute();
  const reasons = Object.fromEntries(rows.map((row) => [row.unscored_reason as string, Number(row.count)]));
  const withRow = Number(
    (await of.select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow()).count,
  );
  let missing = (await countCompleted(db, experimentId)) - withRow;
  if (missing === 0) return reasons;
  const { evaluator_id } = (await of.select("evaluator_id").limit(1).executeTakeFirst()) ?? {
    evaluator_id: null,
  };
  const failures = await db
    .selectFrom("evaluations")
    .innerJoin("runs", "runs.id", "evaluations.run_id")
    .where("evaluations.experiment_id", "=", experimentId)
    .where("evaluations.evaluator_id", "=", evaluator_id ?? "")
    .where("evaluations.status", "=", "failed")
    .where("runs.status", "=", "completed")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("scores")
            .select(sql`1`.as("one"))
            .whereRef("scores.run_id", "=", "evaluations.run_id")
            .where("scores.name", "=", name),
        ),
      ),
    )
    .select(["evaluations.error_type as type", (e) => e.fn.countAll().as("count")])
    .groupBy("evaluations.error_type")
    .execute();
  for (const { type, count } of failures) {
    reasons[type ?? "unknown"] = (reasons[type ?? "unknown"] ?? 0) + Number(count);
    missing -= Number(count);
  }
  return missing > 0 ? { ...reasons, not_returned: missing } : reasons;
}
