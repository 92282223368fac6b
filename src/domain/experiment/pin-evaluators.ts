import type { Evaluator } from "../score/evaluator.js";
import type { Experiment } from "./experiment.js";

/** What an experiment keeps of its evaluators; those without a time-out have that of its limits. */
export function pinEvaluators(
  evaluators: readonly Evaluator[],
  { evaluatorTimeoutMs }: Experiment["limits"],
): Experiment["evaluators"] {
  return evaluators.map(({ id, fingerprint, mode, scoreNames, scale = null, timeoutMs }) => ({
    id,
    fingerprint,
    mode,
    scoreNames: scoreNames === null ? null : [...scoreNames],
    scale,
    timeoutMs: timeoutMs ?? evaluatorTimeoutMs,
  }));
}
