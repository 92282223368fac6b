import type { Kysely, Selectable } from "kysely";
import type { Baseline } from "../domain/baseline/baseline.js";
import type { BaselineStore } from "../domain/baseline/baseline-store.js";
import type { Tables } from "./schema.js";

/** A row per baseline that was ever set; the last of a definition is its current one until it is cleared. */
export function createBaselineStore(db: Kysely<Tables>): BaselineStore {
  return {
    async setBaseline(baseline) {
      await db
        .insertInto("baselines")
        .values(toRow(baseline))
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    getBaseline: (definition) => current(db, definition),
    async listCurrentBaselines() {
      const rows = await db
        .selectFrom("baselines")
        .selectAll()
        .where(
          "sequence",
          "in",
          db
            .selectFrom("baselines")
            .select((e) => e.fn.max("sequence").as("last"))
            .groupBy("definition"),
        )
        .where("cleared_at", "is", null)
        .orderBy("definition")
        .execute();
      return rows.map(fromRow);
    },
    async listBaselines(definition) {
      const rows = await db
        .selectFrom("baselines")
        .selectAll()
        .where("definition", "=", definition)
        .orderBy("sequence", "desc")
        .execute();
      return rows.map(fromRow);
    },
    clearBaseline: (definition, { at, by, reason }) =>
      db.transaction().execute(async (transaction) => {
        const found = await current(transaction, definition);
        if (found === null) return null;
        const cleared = { cleared_at: at, cleared_by: by, cleared_reason: reason };
        await transaction.updateTable("baselines").set(cleared).where("id", "=", found.id).execute();
        return { ...found, clearedAt: at, clearedBy: by, clearedReason: reason };
      }),
  };
}

async function current(db: Kysely<Tables>, definition: string): Promise<Baseline | null> {
  const last = await db
    .selectFrom("baselines")
    .selectAll()
    .where("definition", "=", definition)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return last === undefined || last.cleared_at !== null ? null : fromRow(last);
}

function toRow(baseline: Baseline): Omit<Selectable<Tables["baselines"]>, "sequence"> {
  return {
    id: baseline.id,
    definition: baseline.definition,
    variant: baseline.variant,
    experiment_id: baseline.experimentId,
    experiment: baseline.experiment,
    reason: baseline.reason,
    set_by: baseline.setBy,
    set_at: baseline.setAt,
    cleared_at: baseline.clearedAt,
    cleared_by: baseline.clearedBy,
    cleared_reason: baseline.clearedReason,
  };
}

function fromRow(row: Selectable<Tables["baselines"]>): Baseline {
  return {
    id: row.id,
    definition: row.definition,
    variant: row.variant,
    experimentId: row.experiment_id,
    experiment: row.experiment,
    reason: row.reason,
    setBy: row.set_by,
    setAt: row.set_at,
    clearedAt: row.cleared_at,
    clearedBy: row.cleared_by,
    clearedReason: row.cleared_reason,
  };
}
