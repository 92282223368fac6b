import { requirePositive } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";
import { type DriftBaseline, requireDriftBaseline } from "./drift-baseline.js";

/** The moving average after one value, with the limits it should stay within. */
export interface EwmaStep {
  readonly average: number;
  readonly lowerLimit: number;
  readonly upperLimit: number;
}

/** An EWMA chart and its first alarm. */
export interface EwmaChart {
  readonly steps: readonly EwmaStep[];
  /** Index of the first value at which the average is outside its limits. */
  readonly firstAlarm: number | null;
}

/**
 * Exponentially weighted moving average chart with exact, widening limits.
 *
 * Shapes  series: length n >= 0 in time order; result: one step per value.
 * Units   those of the series; weight (λ) in (0, 1]; width (L) in standard deviations.
 * Source  Roberts 1959; Montgomery 2012, §9.2.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when baseline, weight or width is outside its domain.
 */
export function ewma(
  series: readonly number[],
  {
    baseline,
    weight = 0.2,
    width = 3,
  }: { readonly baseline: DriftBaseline; readonly weight?: number; readonly width?: number },
): EwmaChart {
  requireDriftBaseline("ewma", { series, baseline });
  requirePositive(width, { statistic: "ewma", name: "width" });
  if (!(weight > 0 && weight <= 1)) {
    throw new StatisticInputError("ewma", {
      name: "weight",
      received: weight,
      allowed: "above 0, at most 1",
    });
  }
  let average = baseline.mean;
  const steps = series.map((value, index) => {
    average = weight * value + (1 - weight) * average;
    const settled = 1 - (1 - weight) ** (2 * (index + 1));
    const half = width * baseline.standardDeviation * Math.sqrt((weight / (2 - weight)) * settled);
    return { average, lowerLimit: baseline.mean - half, upperLimit: baseline.mean + half };
  });
  const alarm = steps.findIndex((step) => step.average < step.lowerLimit || step.average > step.upperLimit);
  return { steps, firstAlarm: alarm < 0 ? null : alarm };
}
