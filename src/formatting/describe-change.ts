import type { MetricDifference } from "../domain/comparison/metric-difference.js";
import { formatNumber } from "./format-number.js";
import { withUnit } from "./with-unit.js";

/** A difference with what its figures need to be read. */
export interface ShownChange
  extends Pick<
    MetricDifference,
    "baselineMean" | "candidateMean" | "meanDifference" | "interval" | "relative" | "kind" | "range"
  > {
  /** Whether its values are yes or no, so that means are shares. */
  readonly isShare: boolean;
}

const MOST_DECIMALS = 12;
/** A relative change beyond this says less than the figures themselves. */
const LARGEST_RELATIVE = 10;

/** `0.53 → 0.57 (+6 %, plausibly +2 to +11 %)`; shares as `82.5 % → 97.3 % (+14.8 points, …)`. */
export function describeChange(change: ShownChange): string {
  const { baselineMean, candidateMean, meanDifference } = change;
  if (baselineMean === null || candidateMean === null || meanDifference === null) return "no values";
  const means = `${meansOf(change, [baselineMean, candidateMean])}`;
  const relative = relativeOf(change);
  if (change.isShare) {
    const figures = [meanDifference, ...endsOf(change)].map((value) => 100 * value);
    const [difference, ...range] = signed(figures, 1);
    return `${means} (${difference} points${plausibly(range, "")})`;
  }
  if (relative !== null) {
    const ends = [relative.lower, relative.upper].filter((end) => end !== null);
    const [share, ...range] = signed(
      [relative.estimate, ...ends].map((value) => 100 * value),
      0,
    );
    return `${means} (${share} %${plausibly(range, " %")})`;
  }
  const decimals = decimalsFor(meanDifference, Math.max(Math.abs(baselineMean), Math.abs(candidateMean)));
  const [difference = "", ...range] = signed([meanDifference, ...endsOf(change)], decimals);
  const unit = withUnit("", change.kind);
  return `${means} (${difference}${unit}${plausibly(range, unit)})`;
}

/** How far a mean has moved, without a direction: `3.4 points`, `12 % (98 ms)`, `0.3`. */
export function describeDistance(change: ShownChange): string {
  const { meanDifference, range, kind, isShare } = change;
  const size = Math.abs(meanDifference ?? 0);
  if (isShare || (range !== null && range.minimum === 0 && range.maximum === 1))
    return `${unsigned(100 * size, 1)} points`;
  const relative = relativeOf(change);
  const amount = withUnit(formatNumber(size), kind);
  return relative === null || kind === "score"
    ? amount
    : `${unsigned(100 * Math.abs(relative.estimate), 0)} % (${amount})`;
}

/** The interval's ends, no further than the range leaves from the baseline's mean; none without interval. */
function endsOf({ interval, range, baselineMean }: ShownChange): number[] {
  if (interval === null) return [];
  if (range === null || baselineMean === null) return [interval.lower, interval.upper];
  const [least, most] = [range.minimum - baselineMean, range.maximum - baselineMean];
  return [interval.lower, interval.upper].map((end) => Math.min(most, Math.max(least, end)));
}

function relativeOf({ relative }: ShownChange): MetricDifference["relative"] {
  return relative === null || Math.abs(relative.estimate) > LARGEST_RELATIVE ? null : relative;
}

/** Both means in as many decimals as tell them apart, and no fewer than two digits. */
function meansOf({ isShare, meanDifference, kind }: ShownChange, means: readonly [number, number]): string {
  const scale = isShare ? 100 : 1;
  const shown = means.map((mean) => scale * mean);
  const largest = Math.max(...shown.map(Math.abs));
  const decimals = Math.max(isShare ? 1 : 0, decimalsFor(scale * (meanDifference ?? 0), largest));
  const [before, after] = shown.map((mean) =>
    decimals > MOST_DECIMALS ? formatNumber(mean) : minus(mean.toFixed(decimals)),
  );
  return isShare ? `${before} % → ${after} %` : `${before} → ${withUnit(after ?? "", kind)}`;
}

function decimalsFor(difference: number, largest: number): number {
  const needed = difference === 0 ? 0 : Math.ceil(-Math.log10(Math.abs(difference)));
  const twoDigits = largest === 0 ? 0 : 1 - Math.floor(Math.log10(largest));
  return Math.max(0, needed, twoDigits);
}

function plausibly([lower, upper]: readonly string[], unit: string): string {
  return lower === undefined || upper === undefined ? "" : `, plausibly ${lower} to ${upper}${unit}`;
}

/** Figures with their signs, in this many decimals that only zero reads as zero. */
function signed(values: readonly number[], least: number): string[] {
  const decimals = Math.max(...values.map((value) => enoughDecimals(value, least)));
  return values.map((value) => {
    if (value === 0) return "0";
    const text = minus(value.toFixed(decimals));
    return value > 0 ? `+${text}` : text;
  });
}

function unsigned(value: number, least: number): string {
  return value.toFixed(enoughDecimals(value, least));
}

function enoughDecimals(value: number, least: number): number {
  let decimals = Math.min(MOST_DECIMALS, Math.max(0, least));
  while (value !== 0 && Number(value.toFixed(decimals)) === 0 && decimals < MOST_DECIMALS) decimals += 1;
  return decimals;
}

function minus(text: string): string {
  return text.replace("-", "−");
}
