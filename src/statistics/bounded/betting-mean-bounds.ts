import { assertFinite } from "../non-finite-value-error.js";
import { requireOpenUnit } from "../require-parameter.js";
import { createRandom, FIXED_SEED } from "../seeded-random.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** The values that a bounded quantity can take at all. */
export interface ValueRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** One-sided bounds of a mean, each at level 1 − alpha. */
export interface MeanBounds {
  readonly lower: number;
  readonly upper: number;
}

/** What a bet is tuned for. */
export interface BettingBoundsOptions {
  readonly range: ValueRange;
  readonly alpha: number;
  /** How much each value counts for the mean, in (0, 1]: the sizes of clusters; by default all alike. */
  readonly weights?: readonly number[];
}

/** Orders of the values over which the wealth is averaged, for up to this many values in all. */
const ORDERS = 20;
const MOST_VALUES = 200_000;
/** Largest share of the wealth that one value can cost. */
const MOST_AT_STAKE = 0.9;
const BOUND_BISECTIONS = 50;
/** Means of values at the end of a range may lie beyond it by noise: so much of the range's width. */
const ROUNDING = 1e-9;

/**
 * One-sided bounds of the mean of bounded values: they hold for every distribution within the range, however skewed or
 * lumpy, and are no point when all values are equal.
 *
 * Shapes  values: length n >= 1, each within the range, independent; their order does not matter; weights: length n.
 * Units   those of the values; each bound at level 1 − alpha.
 * Method  a gambler bets that the mean is above m; the lower bound is the smallest m against which the wealth stays below
 *         1 / alpha. Stakes √(2 ln(1/α) / (n σ̂²)) from the values before; the wealth is averaged over 20 random orders
 *         from a fixed seed, after sorting. The average of e-values is an e-value.
 * Source  Waudby-Smith & Ramdas 2023 (arXiv:2010.09686), §4 (hedged capital) with fixed-n stakes; Vovk & Wang 2021 for
 *         averages of e-values. With weights w the bets are on w (x − m), which is at most 0 on average just when the weighted
 *         mean is at most m.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a value lies outside the range, or alpha is no probability.
 */
export function bettingMeanBounds(values: readonly number[], plan: BettingBoundsOptions): MeanBounds {
  const { minimum, maximum } = plan.range;
  const units = toUnits("bettingMeanBounds", values, plan);
  const scale = (unit: number): number => minimum + (maximum - minimum) * unit;
  const mirrored = mirror(units);
  return {
    lower: scale(lowerBound(units, plan.alpha)),
    upper: scale(1 - lowerBound(mirrored, plan.alpha)),
  };
}

/**
 * The p-value of "the mean is at most (`above`) or at least (`below`) the threshold", of the bets of `bettingMeanBounds`.
 *
 * Units   p in (0, 1]: one over the wealth, at most 1. At most alpha just when the bound of `bettingMeanBounds` is beyond
 *         the threshold, but for rounding.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when a value lies outside the range, or alpha is no probability.
 */
export function bettingMeanPValue(
  values: readonly number[],
  plan: BettingBoundsOptions & { readonly threshold: number; readonly alternative: "above" | "below" },
): number {
  const { range, alpha, threshold, alternative } = plan;
  const units = toUnits("bettingMeanPValue", values, plan);
  const mean = (threshold - range.minimum) / (range.maximum - range.minimum);
  const bets = placeBets(alternative === "above" ? units : mirror(units), alpha);
  const target = alternative === "above" ? mean : 1 - mean;
  if (target < 0) return 1 / Number.MAX_VALUE;
  return target >= 1 ? 1 : Math.min(1, Math.exp(-logWealth(bets, target)));
}

/** A value as a share of its range, with what it counts. */
interface Weighted {
  readonly unit: number;
  readonly weight: number;
}

interface Bets {
  /** Values in the orders of the bets, one order after the other. */
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly stakes: Float64Array;
  readonly n: number;
}

function toUnits(
  statistic: string,
  values: readonly number[],
  { range, alpha, weights }: BettingBoundsOptions,
): Weighted[] {
  requireOpenUnit(alpha, { statistic, name: "alpha" });
  assertFinite(values, statistic);
  const { minimum, maximum } = range;
  const units = values.map((value) => (value - minimum) / (maximum - minimum));
  const outside = units.findIndex((unit) => unit < -ROUNDING || unit > 1 + ROUNDING);
  if (outside !== -1 || values.length === 0)
    throw new StatisticInputError(statistic, {
      name: values.length === 0 ? "the number of values" : `value ${outside}`,
      received: values[outside] ?? 0,
      allowed: values.length === 0 ? "one or more" : `${minimum} to ${maximum}`,
    });
  return units
    .map((unit, index) => ({ unit: Math.min(1, Math.max(0, unit)), weight: weights?.[index] ?? 1 }))
    .sort((left, right) => left.unit - right.unit || left.weight - right.weight);
}

function mirror(units: readonly Weighted[]): Weighted[] {
  return units.map(({ unit, weight }) => ({ unit: 1 - unit, weight })).reverse();
}

function placeBets(sorted: readonly Weighted[], alpha: number): Bets {
  const n = sorted.length;
  const orders = Math.max(1, Math.min(ORDERS, Math.floor(MOST_VALUES / n)));
  const random = createRandom(FIXED_SEED);
  const values = new Float64Array(orders * n);
  const weights = new Float64Array(orders * n);
  const stakes = new Float64Array(orders * n);
  const order = [...sorted];
  for (let start = 0; start < orders * n; start += n) {
    for (let place = n - 1; place > 0; place -= 1) {
      const other = Math.floor(random() * (place + 1));
      const kept = order[place] as Weighted;
      order[place] = order[other] as Weighted;
      order[other] = kept;
    }
    // One imagined value of ½ with variance ¼ starts the running moments.
    let sum = 0.5;
    let squares = 0.25;
    for (const [index, { unit: value, weight }] of order.entries()) {
      values[start + index] = value;
      weights[start + index] = weight;
      stakes[start + index] = Math.sqrt((-2 * Math.log(alpha) * (index + 1)) / (n * squares));
      sum += value;
      squares += (value - sum / (index + 2)) ** 2;
    }
  }
  return { values, weights, stakes, n };
}

/** Logarithm of the wealth, averaged over the orders, of bets that the mean is above `mean`. */
function logWealth({ values, weights, stakes, n }: Bets, mean: number): number {
  const most = mean <= 0 ? Number.POSITIVE_INFINITY : MOST_AT_STAKE / mean;
  const logs: number[] = [];
  for (let start = 0; start < values.length; start += n) {
    let log = 0;
    for (let index = start; index < start + n; index += 1)
      log += Math.log1p(
        Math.min(stakes[index] as number, most) *
          (weights[index] as number) *
          ((values[index] as number) - mean),
      );
    logs.push(log);
  }
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
}

/** The smallest mean that the bets do not reject, by bisection: the wealth falls as the mean rises. */
function lowerBound(sorted: readonly Weighted[], alpha: number): number {
  const bets = placeBets(sorted, alpha);
  const isRejected = (mean: number): boolean => logWealth(bets, mean) >= -Math.log(alpha);
  if (!isRejected(0)) return 0;
  let lower = 0;
  let upper = 1;
  for (let step = 0; step < BOUND_BISECTIONS; step += 1) {
    const middle = (lower + upper) / 2;
    if (isRejected(middle)) lower = middle;
    else upper = middle;
  }
  return lower;
}
