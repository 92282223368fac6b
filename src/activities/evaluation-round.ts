import type { Evaluation } from "../domain/score/evaluation.js";

/** One batch evaluation of runs that exist; absent while an experiment runs for the first time. */
export interface EvaluationRound {
  readonly id: string;
  readonly startedAt: string;
  /** Evaluates again what has been evaluated. */
  readonly force: boolean;
}

/** False when the stored evaluation stands: nothing that was paid for is done again unless it is asked for. */
export function needsEvaluation(
  existing: Evaluation | null,
  { fingerprint }: { readonly fingerprint: string },
  round: EvaluationRound | undefined,
): boolean {
  if (existing === null) return true;
  if (round === undefined || existing.endedAt >= round.startedAt) return false;
  return round.force || existing.status === "failed" || existing.fingerprint !== fingerprint;
}

/** The step that an evaluator's model calls belong to; a forced round makes them again. */
export function evaluationStep(evaluatorId: string, round: EvaluationRound | undefined): string {
  return round?.force === true ? `evaluate/${evaluatorId}/${round.id}` : `evaluate/${evaluatorId}`;
}
