import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { ScoreScale } from "../../domain/score/score-scale.js";

/** What the evaluator of a score declared about it; null when it declared nothing. */
export function declaredScale(
  { evaluators }: Pick<Experiment, "evaluators">,
  score: string,
): ScoreScale | null {
  const evaluator = evaluators.find(({ id, scoreNames }) => scoreNames?.includes(score) ?? id === score);
  return evaluator?.scale ?? null;
}

/**
 * The range of a metric's values: as its evaluator declares it; else [0, 1] for yes-or-no values and for scores whose values
 * all lie there; null = unbounded, as latency, cost and tokens are.
 */
export function metricRange(
  experiment: Pick<Experiment, "evaluators">,
  { kind, name, dataType }: Pick<MetricSummary, "kind" | "name" | "dataType">,
  areAllUnit: boolean,
): MetricRange | null {
  if (kind !== "score") return null;
  const scale = declaredScale(experiment, name);
  if (scale?.range) return { ...scale.range, isDeclared: true };
  return dataType === "BOOLEAN" || areAllUnit ? { minimum: 0, maximum: 1, isDeclared: false } : null;
}
