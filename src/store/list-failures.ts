import type { Kysely } from "kysely";
import type { FailureOverview } from "../domain/experiment/run-store.js";
import type { Evaluation } from "../domain/score/evaluation.js";
import type { Tables } from "./schema.js";

/** Failed runs, then failed evaluations, then unscored scores, by kind; three queries and one per kind, whatever their number. */
export async function listFailures(db: Kysely<Tables>, experimentId: string): Promise<FailureOverview[]> {
  const overviews: FailureOverview[] = [];
  const runs = db.selectFrom("runs").where("experiment_id", "=", experimentId).where("status", "=", "failed");
  const runKinds = await runs
    .select([
      "error_type",
      (e) => e.fn.countAll().as("count"),
      (e) => e.fn.min("ordinal").as("first"),
      (e) => e.fn.sum("is_passing").as("passing"),
      (e) => e.fn.min("ended_at").as("from"),
      (e) => e.fn.max("ended_at").as("to"),
    ])
    .groupBy("error_type")
    .orderBy("error_type")
    .execute();
  for (const { error_type, count, first, passing, from, to } of runKinds) {
    const example = await runs
      .select(["item_id", "error_message"])
      .where("ordinal", "=", Number(first))
      .executeTakeFirstOrThrow();
    overviews.push({
      evaluatorId: null,
      scoreName: null,
      type: error_type ?? "unknown",
      message: example.error_message ?? "",
      runs: Number(count),
      passing: Number(passing),
      between: from === null || to === null ? null : [from, to],
      itemId: example.item_id,
    });
  }
  return [
    ...overviews,
    ...(await failedEvaluations(db, experimentId)),
    ...(await unscoredScores(db, experimentId)),
  ];
}

async function failedEvaluations(db: Kysely<Tables>, experimentId: string): Promise<FailureOverview[]> {
  const failed = db
    .selectFrom("evaluations")
    .innerJoin("runs", "runs.id", "evaluations.run_id")
    .where("evaluations.experiment_id", "=", experimentId)
    .where("evaluations.status", "=", "failed");
  const kinds = await failed
    .select([
      "evaluator_id",
      "evaluations.error_type",
      (e) => e.fn.countAll().as("count"),
      (e) => e.fn.min("ordinal").as("first"),
      (e) => e.fn.sum("evaluations.is_passing").as("passing"),
    ])
    .groupBy(["evaluator_id", "evaluations.error_type"])
    .orderBy("evaluator_id")
    .orderBy("evaluations.error_type")
    .execute();
  const overviews: FailureOverview[] = [];
  for (const { evaluator_id, error_type, count, first, passing } of kinds) {
    const example = await failed
      .select(["runs.item_id", "evaluations.body"])
      .where("evaluator_id", "=", evaluator_id)
      .where("ordinal", "=", Number(first))
      .executeTakeFirstOrThrow();
    const { error } = JSON.parse(example.body) as Evaluation;
    overviews.push({
      evaluatorId: evaluator_id,
      scoreName: null,
      type: error_type ?? "unknown",
      message: error?.message ?? "",
      runs: Number(count),
      passing: Number(passing),
      between: null,
      itemId: example.item_id,
    });
  }
  return overviews;
}

/** Scores that evaluators left out; those of failed evaluations are told with these. */
async function unscoredScores(db: Kysely<Tables>, experimentId: string): Promise<FailureOverview[]> {
  const unscored = db
    .selectFrom("scores")
    .innerJoin("runs", "runs.id", "scores.run_id")
    .innerJoin("evaluations", (join) =>
      join
        .onRef("evaluations.run_id", "=", "scores.run_id")
        .onRef("evaluations.evaluator_id", "=", "scores.evaluator_id"),
    )
    .where("scores.experiment_id", "=", experimentId)
    .where("scores.unscored_reason", "is not", null)
    .where("evaluations.status", "=", "completed");
  const kinds = await unscored
    .select([
      "scores.name",
      "scores.evaluator_id",
      "scores.unscored_reason",
      (e) => e.fn.countAll().as("count"),
      (e) => e.fn.min("ordinal").as("first"),
    ])
    .groupBy(["scores.name", "scores.evaluator_id", "scores.unscored_reason"])
    .orderBy("scores.name")
    .orderBy("scores.unscored_reason")
    .execute();
  const overviews: FailureOverview[] = [];
  for (const { name, evaluator_id, unscored_reason, count, first } of kinds) {
    const example = await unscored
      .select(["runs.item_id", "scores.comment"])
      .where("scores.name", "=", name)
      .where("scores.unscored_reason", "=", unscored_reason)
      .where("ordinal", "=", Number(first))
      .executeTakeFirstOrThrow();
    overviews.push({
      evaluatorId: evaluator_id,
      scoreName: name,
      type: unscored_reason ?? "unknown",
      message: example.comment ?? "",
      runs: Number(count),
      passing: 0,
      between: null,
      itemId: example.item_id,
    });
  }
  return overviews;
}
