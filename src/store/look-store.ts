import type { Kysely } from "kysely";
import type { LookStore } from "../domain/comparison/look-store.js";
import type { Tables } from "./schema.js";

/** The looks at data sets: a row per verdict that was asked for. */
export function createLookStore(db: Kysely<Tables>): LookStore {
  return {
    async recordLook({ id, datasetId, question, lookedAt }) {
      await db
        .insertInto("dataset_looks")
        .values({ id, dataset_id: datasetId, question, looked_at: lookedAt.toISOString() })
        .onConflict((c) => c.column("id").doNothing())
        .execute();
      const { times, questions } = await db
        .selectFrom("dataset_looks")
        .where("dataset_id", "=", datasetId)
        .select((e) => [
          e.fn.countAll().as("times"),
          e.fn.count(e.ref("question")).distinct().as("questions"),
        ])
        .executeTakeFirstOrThrow();
      return { times: Number(times), questions: Number(questions) };
    },
  };
}
