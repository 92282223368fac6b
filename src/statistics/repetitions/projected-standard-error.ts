import { requireNonNegative, requirePositive } from "../require-parameter.js";

/** Variance components of a score, and the numbers of observations to plan for. */
export interface SamplingPlan {
  readonly itemVariance: number;
  readonly generationVariance: number;
  readonly judgeVariance: number;
  readonly items: number;
  readonly generations: number;
  readonly judgements: number;
}

/**
 * Standard error a mean score would have with so many items, generations per item and judgements per output.
 *
 * Units   score points; variances squared.
 * Method  √([items + (generations + judge / J) / K] / n).
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 * @throws StatisticInputError when a variance is negative or a number not above 0.
 */
export function projectedStandardError(plan: SamplingPlan): number {
  const statistic = "projectedStandardError";
  for (const name of ["itemVariance", "generationVariance", "judgeVariance"] as const) {
    requireNonNegative(plan[name], { statistic, name });
  }
  for (const name of ["items", "generations", "judgements"] as const) {
    requirePositive(plan[name], { statistic, name });
  }
  const perGeneration = plan.generationVariance + plan.judgeVariance / plan.judgements;
  return Math.sqrt((plan.itemVariance + perGeneration / plan.generations) / plan.items);
}
