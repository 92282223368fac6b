import { assertFinite } from "../non-finite-value-error.js";
import { requirePositive } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** What a history is charted against: mean and spread of at least eight undisturbed runs. */
export interface DriftBaseline {
  readonly mean: number;
  /** Above 0; never below the standard error of a run's mean, or chance alone gives alarms. */
  readonly standardDeviation: number;
}

/** @throws NonFiniteValueError or StatisticInputError unless series and baseline are finite and the spread above 0. */
export function requireDriftBaseline(
  statistic: string,
  { series, baseline }: { readonly series: readonly number[]; readonly baseline: DriftBaseline },
): void {
  assertFinite(series, statistic);
  requirePositive(baseline.standardDeviation, { statistic, name: "baseline.standardDeviation" });
  if (Number.isFinite(baseline.mean)) return;
  throw new StatisticInputError(statistic, {
    name: "baseline.mean",
    received: baseline.mean,
    allowed: "a finite number",
  });
}
