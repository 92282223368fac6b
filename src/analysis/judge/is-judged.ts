import type { Experiment } from "../../domain/experiment/experiment.js";

/** Whether a metric comes from an evaluator that asks others, a model as a rule, and so may differ from call to call. */
export function isJudged(evaluators: Experiment["evaluators"], metric: string): boolean {
  return evaluators.some(
    ({ mode, scoreNames }) => mode === "waits" && (scoreNames === null || scoreNames.includes(metric)),
  );
}
