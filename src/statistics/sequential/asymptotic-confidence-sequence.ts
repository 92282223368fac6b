import type { Interval } from "../interval.js";
import { assertFinite } from "../non-finite-value-error.js";
import { requireOpenUnit, requirePositive } from "../require-parameter.js";

/** How an asymptotic confidence sequence is drawn. */
export interface AsymptoticSequencePlan {
  readonly alpha: number;
  /** Larger is tighter early, smaller is tighter late; see `tuneRho`. */
  readonly rho: number;
  /** First item count that gets an interval, 2 or more. Below 10 the normal approximation is too rough. */
  readonly start?: number;
}

/**
 * Asymptotic confidence sequence of a mean: intervals that hold at all times together, so that one may look
 * after every item and stop when zero is outside.
 *
 * Shapes  values: length n >= 0 in a fixed, random order; result: one entry per prefix.
 * Units   those of the values; level 1 − alpha.
 * Null    before `start`, and while the values do not vary.
 * Source  Waudby-Smith et al. 2021 (arXiv:2103.06476), eq. 10.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when alpha, rho or start is outside its domain.
 */
export function asymptoticConfidenceSequence(
  values: readonly number[],
  { alpha, rho, start = 10 }: AsymptoticSequencePlan,
): (Interval | null)[] {
  const statistic = "asymptoticConfidenceSequence";
  requireOpenUnit(alpha, { statistic, name: "alpha" });
  requirePositive(rho, { statistic, name: "rho" });
  requirePositive(start - 1, { statistic, name: "start − 1" });
  assertFinite(values, statistic);
  let mean = 0;
  let squares = 0;
  return values.map((value, index) => {
    const t = index + 1;
    const shift = value - mean;
    mean += shift / t;
    squares += shift * (value - mean);
    if (t < start || squares <= 0) return null;
    const scaled = t * rho * rho + 1;
    const deviation = Math.sqrt(squares / t);
    const half = deviation * Math.sqrt(((2 * scaled) / (t * rho) ** 2) * Math.log(Math.sqrt(scaled) / alpha));
    return { level: 1 - alpha, lower: mean - half, upper: mean + half };
  });
}

/**
 * The rho that makes an asymptotic confidence sequence tightest at `items` items.
 *
 * Source  Waudby-Smith et al. 2021 (arXiv:2103.06476), appendix B.2.
 * @throws StatisticInputError when items or alpha is outside its domain.
 */
export function tuneRho({ items, alpha }: { readonly items: number; readonly alpha: number }): number {
  requirePositive(items, { statistic: "tuneRho", name: "items" });
  requireOpenUnit(alpha, { statistic: "tuneRho", name: "alpha" });
  const surprise = -2 * Math.log(alpha);
  return Math.sqrt((surprise + Math.log(surprise + 1)) / items);
}
