import type { Kysely } from "kysely";
import { Comparison } from "../domain/comparison/comparison.js";
import { ExperimentAlreadyExistsError } from "../domain/experiment/experiment-errors.js";
import type { ExperimentStore } from "../domain/experiment/experiment-store.js";
import { changeRow, findBody } from "./experiment-rows.js";
import type { Tables } from "./schema.js";

/** Reads and writes comparisons. */
export type ComparisonStore = Pick<
  ExperimentStore,
  "createComparison" | "getComparison" | "listComparisons" | "updateComparison" | "transitComparison"
>;

/** Comparisons: a JSON body each, with the columns that filters need. */
export function createComparisonStore(db: Kysely<Tables>): ComparisonStore {
  return {
    async createComparison(comparison) {
      const { id, name, status, datasetName, createdAt } = comparison;
      const row = { id, name, status, dataset_name: datasetName, created_at: createdAt };
      const values = { ...row, body: JSON.stringify(comparison) };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("comparisons")
        .values(values)
        .onConflict((c) => c.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) throw new ExperimentAlreadyExistsError(name);
    },
    async getComparison(reference) {
      const row = await findBody(db, "comparisons", reference);
      return row === null ? null : Comparison.parse(JSON.parse(row));
    },
    async listComparisons({ limit, offset = 0, datasetName }) {
      let query = db
        .selectFrom("comparisons")
        .select("body")
        .orderBy("sequence", "desc")
        .limit(limit)
        .offset(offset);
      if (datasetName !== undefined) query = query.where("dataset_name", "=", datasetName);
      return (await query.execute()).map(({ body }) => Comparison.parse(JSON.parse(body)));
    },
    async updateComparison(id, change) {
      await changeRow(db, { table: "comparisons", id, schema: Comparison, change });
    },
    transitComparison: (id, transition) =>
      changeRow(db, { table: "comparisons", id, schema: Comparison, ...transition }),
  };
}
