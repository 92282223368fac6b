import type { Kysely } from "kysely";
import { Evaluation } from "../domain/score/evaluation.js";
import type { ScoreStore } from "../domain/score/score-store.js";
import { readBody } from "./read-body.js";
import type { Tables } from "./schema.js";

type Evaluations = Pick<ScoreStore, "putEvaluation" | "getEvaluation" | "listEvaluations">;

/** What evaluators made of runs; writes are upserts by id. */
export function createEvaluationStore(db: Kysely<Tables>): Evaluations {
  return {
    async putEvaluation(evaluation) {
      const { id, runId, experimentId, evaluatorId, status, error, costUsd } = evaluation;
      const row = {
        id,
        run_id: runId,
        experiment_id: experimentId,
        evaluator_id: evaluatorId,
        status,
        error_type: error?.type ?? null,
        is_passing: error?.isPassing === true ? 1 : 0,
        cost_usd: costUsd,
        body: JSON.stringify(evaluation),
      };
      await db
        .insertInto("evaluations")
        .values(row)
        .onConflict((c) => c.column("id").doUpdateSet(row))
        .execute();
    },
    getEvaluation: (id) => readBody(db, { table: "evaluations", id, schema: Evaluation }),
    async listEvaluations(runId) {
      const rows = await db
        .selectFrom("evaluations")
        .select("body")
        .where("run_id", "=", runId)
        .orderBy("evaluator_id")
        .execute();
      return rows.map(({ body }) => Evaluation.parse(JSON.parse(body)));
    },
  };
}
