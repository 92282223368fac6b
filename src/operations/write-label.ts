import { uuid5 } from "../domain/ids.js";
import { LabelInvalidError, RunNotFoundError } from "../domain/label/label-errors.js";
import type { Score } from "../domain/score/score.js";
import type { Store } from "../domain/store.js";

/** What a person says about a run. */
export interface NewLabel {
  /** Run id or trace id. */
  readonly run: string;
  /** Name of the score. */
  readonly name: string;
  /** A number, true or false, or a category. */
  readonly value: number | boolean | string;
  /** Why. */
  readonly comment?: string;
  /** Who says it. A second annotator adds a value; the same annotator changes the earlier one. */
  readonly annotator?: string;
}

/**
 * Writes a label, as a score of source ANNOTATION on the run's trace. Saying the same again changes nothing.
 *
 * @throws RunNotFoundError, LabelInvalidError
 */
export async function writeLabel(store: Store, label: NewLabel, at: Date): Promise<Score> {
  const { name, value, comment, annotator } = label;
  if (name.trim() === "") throw new LabelInvalidError(name, "of a score without a name");
  if (typeof value === "number" && !Number.isFinite(value)) throw new LabelInvalidError(name, String(value));
  const byId = await store.getRun(label.run);
  const trace = byId === null ? await store.getTrace(label.run) : null;
  const run = byId ?? (trace?.runId == null ? null : await store.getRun(trace.runId));
  if (run === null) throw new RunNotFoundError(label.run);
  const score: Score = {
    id: uuid5(["annotation", run.traceId, name, annotator ?? ""]),
    traceId: run.traceId,
    runId: run.id,
    experimentId: run.experimentId,
    evaluatorId: null,
    name,
    dataType: typeof value === "boolean" ? "BOOLEAN" : typeof value === "string" ? "CATEGORICAL" : "NUMERIC",
    value: typeof value === "string" ? null : Number(value),
    stringValue: typeof value === "string" ? value : null,
    unscoredReason: null,
    comment: comment ?? null,
    metadata: annotator === undefined ? {} : { annotator },
    fingerprint: null,
    source: "ANNOTATION",
    timestamp: at.toISOString(),
  };
  await store.putScores([score]);
  return score;
}
