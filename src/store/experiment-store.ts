import type { Kysely } from "kysely";
import { Comparison } from "../domain/comparison.js";
import { Experiment } from "../domain/experiment.js";
import { ExperimentAlreadyExistsError } from "../domain/experiment-errors.js";
import type { ExperimentStore } from "../domain/store.js";
import type { Tables } from "./schema.js";

/** Experiments and comparisons: a JSON body each, with the columns that filters need. */
export function createExperimentStore(db: Kysely<Tables>): ExperimentStore {
  return {
    async createExperiment(experiment) {
      const { id, name, definition, status } = experiment;
      const row = {
        id,
        name,
        definition,
        status,
        dataset_name: experiment.datasetName,
        comparison_id: experiment.comparisonId,
      };
      const values = { ...row, created_at: experiment.createdAt, body: JSON.stringify(experiment) };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("experiments")
        .values(values)
        .onConflict((c) => c.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) throw new ExperimentAlreadyExistsError(name);
    },
    async getExperiment(reference) {
      const row = await find(db, "experiments", reference);
      return row === null ? null : Experiment.parse(JSON.parse(row));
    },
    async listExperiments({ limit, offset = 0, datasetName, definition, comparisonId }) {
      let query = db
        .selectFrom("experiments")
        .select("body")
        .orderBy("sequence", "desc")
        .limit(limit)
        .offset(offset);
      if (datasetName !== undefined) query = query.where("dataset_name", "=", datasetName);
      if (definition !== undefined) query = query.where("definition", "=", definition);
      if (comparisonId !== undefined) query = query.where("comparison_id", "=", comparisonId);
      return (await query.execute()).map(({ body }) => Experiment.parse(JSON.parse(body)));
    },
    updateExperiment: (id, change) =>
      db.transaction().execute(async (trx) => {
        const { body } = await trx
          .selectFrom("experiments")
          .select("body")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        const experiment = Experiment.parse({ ...JSON.parse(body), ...change });
        const values = { body: JSON.stringify(experiment), status: experiment.status };
        await trx.updateTable("experiments").set(values).where("id", "=", id).execute();
      }),
    async createComparison(comparison) {
      const { id, name } = comparison;
      const values = { id, name, created_at: comparison.createdAt, body: JSON.stringify(comparison) };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("comparisons")
        .values(values)
        .onConflict((c) => c.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) throw new ExperimentAlreadyExistsError(name);
    },
    async getComparison(reference) {
      const row = await find(db, "comparisons", reference);
      return row === null ? null : Comparison.parse(JSON.parse(row));
    },
    async listComparisons({ limit, offset = 0 }) {
      const rows = await db
        .selectFrom("comparisons")
        .select("body")
        .orderBy("sequence", "desc")
        .limit(limit)
        .offset(offset)
        .execute();
      return rows.map(({ body }) => Comparison.parse(JSON.parse(body)));
    },
    updateComparison: (id, change) =>
      db.transaction().execute(async (trx) => {
        const { body } = await trx
          .selectFrom("comparisons")
          .select("body")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        const comparison = Comparison.parse({ ...JSON.parse(body), ...change });
        await trx
          .updateTable("comparisons")
          .set({ body: JSON.stringify(comparison) })
          .where("id", "=", id)
          .execute();
      }),
  };
}

async function find(
  db: Kysely<Tables>,
  table: "experiments" | "comparisons",
  reference: string,
): Promise<string | null> {
  const query = db
    .selectFrom(table)
    .select("body")
    .where((e) => e.or([e("id", "=", reference), e("name", "=", reference)]));
  return (await query.executeTakeFirst())?.body ?? null;
}
