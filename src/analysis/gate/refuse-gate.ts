import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { percent } from "../../formatting/percent.js";
import { failureRate } from "../comparison/differential-failure.js";
import { refuseMissing } from "../comparison/refuse-missing.js";
import { TOLERATED_FAILURE_RATE } from "../comparison/tolerated-failure-rate.js";
import type { GateMean } from "./read-gate-mean.js";

/** Why a mean must not be held to a limit; null when it may. Missing values of a bounded metric are in its bounds. */
export function refuseMean(
  summary: MetricSummary,
  mean: GateMean,
  { minimumPairs }: ComparisonPolicy,
): string | null {
  const { failedRuns, unscoredRuns, endedRuns, rate } = failureRate(summary);
  if (summary.n < minimumPairs)
    return `${summary.n} ${summary.n === 1 ? "item" : "items"}; a decision on a mean needs at least ${minimumPairs}`;
  if (mean.refusal !== null) return mean.refusal;
  if (mean.range !== null || rate === null || rate <= TOLERATED_FAILURE_RATE) return null;
  const missing = failedRuns + unscoredRuns;
  const [found, tolerated] = [rate, TOLERATED_FAILURE_RATE].map((share) => percent(share, 1));
  return `${missing} of ${endedRuns} runs that ended have no value (${found}, tolerated are ${tolerated}): the mean of the others may not be that of all`;
}

/**
 * Why a difference must not be held to a margin; null when it may.
 *
 * Unlike a verdict, a gate accepts pairs that do not differ at all: enough of them prove that nothing got worse.
 */
export function refuseDifference(difference: MetricDifference, policy: ComparisonPolicy): string | null {
  const { n, dropped, reliability, verdict, reason, bounds } = difference;
  if (verdict === "incomparable") return reason;
  const isTooSmall = n < policy.minimumPairs;
  if (isTooSmall)
    return verdict === "insufficient_data"
      ? reason
      : `${n} ${n === 1 ? "pair" : "pairs"}; a gate needs at least ${policy.minimumPairs}`;
  const items = n + dropped.total;
  const { differentialFailure } = reliability;
  const missing = refuseMissing(
    {
      missingShare: items === 0 ? 0 : dropped.total / items,
      differentialFailure: difference.range === null ? differentialFailure : null,
    },
    policy,
  );
  if (missing !== null) return missing.reason;
  if (difference.labelObjection !== null) return difference.labelObjection;
  return verdict === "insufficient_data" || bounds === null ? reason : null;
}
