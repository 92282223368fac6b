import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { relativeDifference } from "./relative-difference.js";

type Turned = Pick<
  MetricDifference,
  "candidateId" | "baselineId" | "baselineMean" | "candidateMean" | "meanDifference" | "interval" | "relative"
>;

/** The same difference seen from the other side: what was the baseline is the candidate. */
export function turnedDifference(difference: MetricDifference): MetricDifference {
  const { meanDifference, interval, range } = difference;
  const turned: Omit<Turned, "relative"> = {
    candidateId: difference.baselineId,
    baselineId: difference.candidateId,
    baselineMean: difference.candidateMean,
    candidateMean: difference.baselineMean,
    meanDifference: meanDifference === null ? null : 0 - meanDifference,
    interval:
      interval === null
        ? null
        : { level: interval.level, lower: 0 - interval.upper, upper: 0 - interval.lower },
  };
  return { ...difference, ...turned, relative: relativeDifference({ ...turned, range }) };
}
