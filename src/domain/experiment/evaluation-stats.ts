import type { PassRate } from "./experiment-summary.js";

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
