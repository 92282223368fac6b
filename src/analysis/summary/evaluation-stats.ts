import type { ExperimentSummary, PassRate } from "../../domain/experiment/experiment-summary.js";

/** What a batch evaluation says at a glance. */
export interface EvaluationStats {
  /** Runs that were evaluated: completed ones. */
  readonly count: number;
  /** Score name -> mean over items; a score without any value is null. */
  readonly averages: Readonly<Record<string, number | null>>;
  /** Score name -> runs without a value. */
  readonly unscored: Readonly<Record<string, number>>;
  /** Of the overall score: `g_eval_overall` where there is one, else the first score; null without any. */
  readonly passRate: (PassRate & { readonly metric: string }) | null;
}

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
