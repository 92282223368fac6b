import type { Kysely } from "kysely";
import type { ScoreNote } from "../domain/experiment/run-store.js";
import type { Tables } from "./schema.js";

/** Values that an evaluator noted something about, by score and kind of note, each with its first example. */
export async function listScoreNotes(db: Kysely<Tables>, experimentId: string): Promise<ScoreNote[]> {
  const noted = db
    .selectFrom("scores")
    .innerJoin("runs", "runs.id", "scores.run_id")
    .where("scores.experiment_id", "=", experimentId)
    .where("scores.note", "is not", null);
  const kinds = await noted
    .select([
      "scores.name",
      "scores.note",
      (e) => e.fn.countAll().as("count"),
      (e) => e.fn.min("ordinal").as("first"),
    ])
    .groupBy(["scores.name", "scores.note"])
    .orderBy("scores.name")
    .orderBy("scores.note")
    .execute();
  const notes: ScoreNote[] = [];
  for (const { name, note, count, first } of kinds) {
    const example = await noted
      .select(["runs.item_id", "scores.comment"])
      .where("scores.name", "=", name)
      .where("scores.note", "=", note)
      .where("ordinal", "=", Number(first))
      .executeTakeFirstOrThrow();
    notes.push({
      scoreName: name,
      note: note ?? "",
      comment: example.comment ?? "",
      runs: Number(count),
      itemId: example.item_id,
    });
  }
  return notes;
}
