import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary, PassOfRepetitions } from "../../domain/experiment/experiment-summary.js";

/** A metric made of a score's repetitions. */
export interface PassMetric {
  /** Such as `correct_pass@3`. */
  readonly name: string;
  readonly passes: PassOfRepetitions;
}

/**
 * pass@k and pass^k of a score over all its repetitions: of a yes-or-no score, or of one with a declared threshold; none where
 * items run once.
 */
export function passMetrics(
  { repetitions: k, passThresholds }: Pick<Experiment, "repetitions" | "passThresholds">,
  { name: of, dataType }: Pick<MetricSummary, "name" | "dataType">,
): readonly PassMetric[] {
  const threshold = passThresholds[of] ?? (dataType === "BOOLEAN" ? 1 : undefined);
  if (k < 2 || threshold === undefined) return [];
  return [
    { name: `${of}_pass@${k}`, passes: { of, rule: "any", k, threshold } },
    { name: `${of}_pass^${k}`, passes: { of, rule: "all", k, threshold } },
  ];
}
