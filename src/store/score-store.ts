import { type Kysely, sql } from "kysely";
import type { Score } from "../domain/score/score.js";
import type { ScoreNameOverview, ScoreStore } from "../domain/score/score-store.js";
import { chunked } from "./chunked.js";
import { countRows, countRowsBy } from "./count-rows.js";
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
    countCategories: (experimentId, name) => {
      const scores = scoresOfCompletedRuns(db, experimentId).where("scores.name", "=", name);
      return countRowsBy(scores.where("string_value", "is not", null), "string_value");
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

function countCompleted(db: Kysely<Tables>, experimentId: string): Promise<number> {
  return countRows(
    db.selectFrom("runs").where("experiment_id", "=", experimentId).where("status", "=", "completed"),
  );
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
  const reasons = await countRowsBy(of.where("unscored_reason", "is not", null), "unscored_reason");
  let missing = (await countCompleted(db, experimentId)) - (await countRows(of));
  if (missing === 0) return reasons;
  const { evaluator_id } = (await of.select("evaluator_id").limit(1).executeTakeFirst()) ?? {
    evaluator_id: null,
  };
  const failed = db
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
    );
  for (const [type, count] of Object.entries(await countRowsBy(failed, "evaluations.error_type"))) {
    reasons[type] = (reasons[type] ?? 0) + count;
    missing -= count;
  }
  return missing > 0 ? { ...reasons, not_returned: missing } : reasons;
}
