import { assertFinite } from "../non-finite-value-error.js";
import { requireNonNegative, requirePositive } from "../require-parameter.js";

/** Two one-sided Page–Hinkley statistics and their first alarms. */
export interface PageHinkleyChart {
  readonly upward: readonly number[];
  readonly downward: readonly number[];
  readonly firstIncrease: number | null;
  readonly firstDecrease: number | null;
}

/**
 * Page–Hinkley test: shifts of the mean without a separate baseline, against the running mean so far.
 *
 * Shapes  series: length n >= 0 in time order; result: one statistic per value and side.
 * Units   those of the series. tolerance (δ): drift to put up with; limit (λ): alarm above it.
 * Method  m_t = Σ (x − mean_t ∓ δ), the mean including x; statistic = distance from its extreme so far.
 * Source  Page 1954; Hinkley 1971.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when tolerance or limit is outside its domain.
 */
export function pageHinkley(
  series: readonly number[],
  { tolerance, limit }: { readonly tolerance: number; readonly limit: number },
): PageHinkleyChart {
  requireNonNegative(tolerance, { statistic: "pageHinkley", name: "tolerance" });
  requirePositive(limit, { statistic: "pageHinkley", name: "limit" });
  assertFinite(series, "pageHinkley");
  const upward: number[] = [];
  const downward: number[] = [];
  let mean = 0;
  let rise = 0;
  let fall = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [index, value] of series.entries()) {
    mean += (value - mean) / (index + 1);
    rise += value - mean - tolerance;
    fall += value - mean + tolerance;
    lowest = Math.min(lowest, rise);
    highest = Math.max(highest, fall);
    upward.push(rise - lowest);
    downward.push(highest - fall);
  }
  return { upward, downward, firstIncrease: first(upward, limit), firstDecrease: first(downward, limit) };
}

function first(statistics: readonly number[], limit: number): number | null {
  const index = statistics.findIndex((statistic) => statistic > limit);
  return index < 0 ? null : index;
}
