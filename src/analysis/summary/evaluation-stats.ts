import type { EvaluationStats } from "../../domain/experiment/evaluation-stats.js";
import type { ExperimentSummary } from "../../domain/experiment/experiment-summary.js";

/** Reads the stats of an experiment off its summary. */
export function evaluationStats(
  { runs, metrics }: ExperimentSummary,
  overallMetric?: string,
): EvaluationStats {
  const scores = metrics.filter(({ kind }) => kind === "score");
  const wanted = overallMetric ?? "g_eval_overall";
  const overall = scores.find(({ name }) => name === wanted) ?? (overallMetric ? undefined : scores[0]);
  return {
    count: runs.completed,
    averages: Object.fromEntries(scores.map(({ name, mean }) => [name, mean])),
    unscored: Object.fromEntries(scores.map(({ name, unscoredRuns }) => [name, unscoredRuns])),
    passRate:
      overall === undefined || overall.passRate === null
        ? null
        : { metric: overall.name, ...overall.passRate },
  };
}
