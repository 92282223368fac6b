import type { Kysely } from "kysely";
import type { AverageCost, LabelStore, RunValue, RunValueKey } from "../domain/label/label-store.js";
import type { Tables } from "./schema.js";

const STREAMED_RUNS_PER_PAGE = 5_000;

/** Values run by run, human labels among them, and what a call costs. */
export function createLabelStore(db: Kysely<Tables>): LabelStore {
  return {
    streamRunValues: (key) => streamRunValues(db, key),
    async listLabelNames(experimentId) {
      const rows = await db
        .selectFrom("scores")
        .where("experiment_id", "=", experimentId)
        .where("source", "=", "ANNOTATION")
        .select("name")
        .distinct()
        .orderBy("name")
        .execute();
      return rows.map(({ name }) => name);
    },
    async averageCosts(experimentId) {
      const runs = await db
        .selectFrom("runs")
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "completed")
        .select((e) => [e.fn.count("cost_usd").as("calls"), e.fn.avg("cost_usd").as("mean")])
        .executeTakeFirstOrThrow();
      const evaluations = await db
        .selectFrom("evaluations")
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "completed")
        .select((e) => ["evaluator_id", e.fn.count("cost_usd").as("calls"), e.fn.avg("cost_usd").as("mean")])
        .groupBy("evaluator_id")
        .execute();
      return {
        run: toCost(runs),
        evaluations: Object.fromEntries(evaluations.map((row) => [row.evaluator_id, toCost(row)])),
      };
    },
  };
}

function toCost(row: { readonly calls: unknown; readonly mean: unknown }): AverageCost {
  return { calls: Number(row.calls), meanUsd: row.mean === null ? null : Number(row.mean) };
}

/** Pages by the run's place, so that memory stays flat; a page ends between two runs, never within one. */
async function* streamRunValues(db: Kysely<Tables>, key: RunValueKey): AsyncGenerator<RunValue> {
  let after = -1;
  for (;;) {
    const runs = await db
      .selectFrom("runs")
      .where("experiment_id", "=", key.experimentId)
      .where("ordinal", ">", after)
      .select("ordinal")
      .orderBy("ordinal")
      .limit(STREAMED_RUNS_PER_PAGE)
      .execute();
    const last = runs.at(-1)?.ordinal;
    if (last === undefined) return;
    const rows = await db
      .selectFrom("runs")
      .innerJoin("scores", "scores.run_id", "runs.id")
      .where("runs.experiment_id", "=", key.experimentId)
      .where("runs.ordinal", ">", after)
      .where("runs.ordinal", "<=", last)
      .where("runs.status", "=", "completed")
      .where("scores.name", "=", key.name)
      .where("scores.source", key.of === "labels" ? "=" : "<>", "ANNOTATION")
      .where("scores.value", "is not", null)
      .select(["runs.id", "runs.trace_id", "runs.item_id", "runs.repetition"])
      .select(["scores.value", "scores.metadata"])
      .orderBy("runs.ordinal")
      .orderBy("scores.id")
      .execute();
    for (const row of rows) {
      yield {
        runId: row.id,
        traceId: row.trace_id,
        itemId: row.item_id,
        repetition: row.repetition,
        value: row.value as number,
        metadata: JSON.parse(row.metadata),
      };
    }
    after = last;
  }
}
