import type { Kysely } from "kysely";
import type { ScoreStore } from "../domain/score/score-store.js";
import type { Tables } from "./schema.js";

/** Values of one metric run by run, in the order of the experiment. */
export function createRunValueStore(db: Kysely<Tables>): Pick<ScoreStore, "listRunValues"> {
  return {
    async listRunValues(metric, { fromOrdinal, limit }) {
      const runs = db
        .selectFrom("runs")
        .where("runs.experiment_id", "=", metric.experimentId)
        .where("runs.ordinal", ">=", fromOrdinal)
        .where("runs.ordinal", "<", fromOrdinal + limit)
        .orderBy("runs.ordinal");
      const rows =
        "score" in metric
          ? await runs
              .leftJoin("scores", (join) =>
                join
                  .onRef("scores.run_id", "=", "runs.id")
                  .on("scores.name", "=", metric.score)
                  .on("scores.source", "<>", "ANNOTATION"),
              )
              .select(["runs.ordinal", "runs.item_id", "runs.status", "scores.value as value"])
              .execute()
          : await runs
              .select(["runs.ordinal", "runs.item_id", "runs.status", `runs.${metric.runMetric} as value`])
              .execute();
      return rows.map((row) => ({
        ordinal: row.ordinal,
        itemId: row.item_id,
        ended: row.status === "completed" || row.status === "failed",
        failed: row.status === "failed",
        value: row.status === "completed" ? row.value : null,
      }));
    },
  };
}
