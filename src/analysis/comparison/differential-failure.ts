import type { BySide } from "../../domain/comparison/by-side.js";
import type { DifferentialFailure, FailureRate } from "../../domain/comparison/difference-reliability.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { fisherExactTest } from "../../statistics/hypothesis-tests/fisher-exact-test.js";
import { mcnemarTest } from "../../statistics/hypothesis-tests/mcnemar-test.js";
import { TOLERATED_FAILURE_RATE } from "./tolerated-failure-rate.js";

/** One side's figures, and whether all its planned runs have ended. */
export interface FailingSide {
  readonly metric: MetricSummary;
  readonly isComplete: boolean;
}

/** Runs without a value among those that ended. */
export function failureRate({ failedRuns, unscoredRuns, scoredRuns }: MetricSummary): FailureRate {
  const endedRuns = failedRuns + unscoredRuns + scoredRuns;
  const rate = endedRuns === 0 ? null : (failedRuns + unscoredRuns) / endedRuns;
  return { failedRuns, unscoredRuns, endedRuns, rate };
}

/**
 * Tests whether values are missing more often on one side, which would bias the pairs that are left.
 *
 * Method  McNemar exact on items that lack a value on one side only; Fisher exact on runs while one side is not
 *         done, as items that were never run say nothing. Differential when p <= alpha, or when the rates differ
 *         and one is above 5 %.
 * Null    when nothing is missing.
 */
export function differentialFailure(
  sides: BySide<FailingSide>,
  {
    lacking,
    alpha,
  }: {
    /** Items that lack a value on this side only. */
    readonly lacking: BySide<number>;
    readonly alpha: number;
  },
): DifferentialFailure | null {
  const baseline = failureRate(sides.baseline.metric);
  const candidate = failureRate(sides.candidate.metric);
  const missing = [baseline, candidate].map(({ failedRuns, unscoredRuns }) => failedRuns + unscoredRuns);
  const [baselineRuns = 0, candidateRuns = 0] = missing;
  if (baselineRuns + candidateRuns === 0) return null;
  const isByItem = sides.baseline.isComplete && sides.candidate.isComplete;
  const pValue = isByItem
    ? mcnemarTest({ candidateOnly: lacking.candidate, baselineOnly: lacking.baseline }).pValue
    : fisherExactTest({
        first: { events: baselineRuns, trials: baseline.endedRuns },
        second: { events: candidateRuns, trials: candidate.endedRuns },
      });
  const rates = [baseline.rate ?? 0, candidate.rate ?? 0] as const;
  const isDifferent = rates[0] !== rates[1] && Math.max(...rates) > TOLERATED_FAILURE_RATE;
  return {
    test: isByItem ? "mcnemar" : "fisher",
    baselineMissing: isByItem ? lacking.baseline : baselineRuns,
    candidateMissing: isByItem ? lacking.candidate : candidateRuns,
    pValue,
    isDifferential: pValue <= alpha || isDifferent,
  };
}
