import type { Selectable } from "kysely";
import type { Score } from "../domain/score/score.js";
import type { Tables } from "./schema.js";

/** A score as its row, without the item, which only its run knows. */
export function scoreRow(score: Score): Omit<Tables["scores"], "item_id"> {
  const { id, name, value, comment, fingerprint, source, timestamp } = score;
  return {
    id,
    name,
    value,
    comment,
    fingerprint,
    source,
    timestamp,
    trace_id: score.traceId,
    run_id: score.runId,
    experiment_id: score.experimentId,
    evaluator_id: score.evaluatorId,
    data_type: score.dataType,
    string_value: score.stringValue,
    unscored_reason: score.unscoredReason,
    note: score.value === null ? null : noteOf(score),
    metadata: JSON.stringify(score.metadata),
  };
}

/** Kinds of notes alone: user code may write a text of its own there. */
function noteOf({ metadata, source }: Score): string | null {
  const { note } = metadata;
  return source === "EVAL" && typeof note === "string" && /^[a-z_]{1,60}$/.test(note) ? note : null;
}

export function toScore(row: Selectable<Tables["scores"]>): Score {
  const { id, name, value, comment, fingerprint, timestamp } = row;
  return {
    id,
    name,
    value,
    comment,
    fingerprint,
    timestamp,
    traceId: row.trace_id,
    runId: row.run_id,
    experimentId: row.experiment_id,
    evaluatorId: row.evaluator_id,
    stringValue: row.string_value,
    unscoredReason: row.unscored_reason,
    metadata: JSON.parse(row.metadata),
    dataType: row.data_type as Score["dataType"],
    source: row.source as Score["source"],
  };
}
