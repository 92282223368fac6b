import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { normalCdf, normalQuantile } from "../distributions/normal.js";
import { assertFinite } from "../non-finite-value-error.js";
import { requireOpenUnit } from "../require-parameter.js";
import { sortedQuantile } from "../sorted-quantile.js";
import { percentileInterval } from "./percentile-interval.js";

/** What a BCa interval is made from. */
export interface BootstrapSample {
  readonly estimate: number;
  /** One estimate per resample. */
  readonly replicates: ArrayLike<number>;
  /** One estimate per value (or cluster) left out. */
  readonly leaveOneOut: readonly number[];
}

/** A BCa interval with its two corrections. */
export interface BcaInterval {
  readonly interval: Interval | null;
  /** z0: by how much the replicates' median misses the estimate, in normal quantiles. */
  readonly biasCorrection: number | null;
  readonly acceleration: number | null;
  /** Why the interval is not corrected: then it is the percentile interval, or null without replicates. */
  readonly undefinedReason: "no_replicates" | "all_equal" | "no_median" | "extreme_acceleration" | null;
}

/**
 * Bias-corrected and accelerated bootstrap interval.
 *
 * Shapes  replicates: length >= 0; leaveOneOut: length n.
 * Units   those of the estimate; level in (0, 1); quantiles of type 7.
 * Method  replicates equal to the estimate count one half on either side.
 * Null    without replicates. Degenerate cases give the percentile interval and say so.
 * Source  Efron 1987.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the level is outside (0, 1).
 */
export function bcaInterval(sample: BootstrapSample, level: number): BcaInterval {
  requireOpenUnit(level, { statistic: "bcaInterval", name: "level" });
  assertFinite([sample.estimate], "bcaInterval, estimate");
  assertFinite(sample.leaveOneOut, "bcaInterval, leaveOneOut");
  const percentile = percentileInterval(sample.replicates, level);
  const fallback = { interval: percentile, biasCorrection: null, acceleration: null };
  if (percentile === null) return { ...fallback, undefinedReason: "no_replicates" };
  const sorted = Float64Array.from(sample.replicates).sort();
  const spread = (sorted[sorted.length - 1] as number) - (sorted[0] as number);
  const rounding = 1e-12 * Math.max(Math.abs(sample.estimate), spread);
  const acceleration = accelerationOf(sample.leaveOneOut);
  if (spread <= rounding || acceleration === null) return { ...fallback, undefinedReason: "all_equal" };
  let below = 0;
  for (const replicate of sorted) {
    if (replicate < sample.estimate - rounding) below += 1;
    else if (replicate <= sample.estimate + rounding) below += 0.5;
  }
  if (below === 0 || below === sorted.length) {
    return { ...fallback, acceleration, undefinedReason: "no_median" };
  }
  const biasCorrection = normalQuantile(below / sorted.length);
  const corrections = { biasCorrection, acceleration };
  const z = normalQuantile((1 - level) / 2);
  const lower = adjusted(z, corrections);
  const upper = adjusted(-z, corrections);
  if (lower === null || upper === null) {
    return { ...corrections, interval: percentile, undefinedReason: "extreme_acceleration" };
  }
  const interval = {
    level,
    lower: sortedQuantile(sorted, lower) as number,
    upper: sortedQuantile(sorted, upper) as number,
  };
  return { ...corrections, interval, undefinedReason: null };
}

/** Share of replicates below the corrected bound; null where the correction turns over its pole. */
function adjusted(
  z: number,
  { biasCorrection, acceleration }: { readonly biasCorrection: number; readonly acceleration: number },
): number | null {
  const denominator = 1 - acceleration * (biasCorrection + z);
  return denominator <= 0 ? null : normalCdf(biasCorrection + (biasCorrection + z) / denominator);
}

/** One sixth of the skewness of the leave-one-out estimates; null when they do not vary. */
function accelerationOf(leaveOneOut: readonly number[]): number | null {
  const mean = leaveOneOut.reduce((sum, value) => sum + value, 0) / leaveOneOut.length;
  let squares = 0;
  let cubes = 0;
  for (const value of leaveOneOut) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : null;
}
