import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult, StopEarly } from "../../domain/comparison/sequential-result.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { bettingConfidenceSequence } from "../../statistics/sequential/betting-confidence-sequence.js";
import { bettingEProcess } from "../../statistics/sequential/betting-e-process.js";
import { discordantEValue } from "../../statistics/sequential/discordant-e-value.js";
import { discordantInterval } from "../../statistics/sequential/discordant-interval.js";
import { rangeWidth } from "../comparison/range-width.js";
import type { FilledPrefix } from "../items/read-completed-prefix.js";

const MOST_SHOWN_LOOKS = 40;

/** What a sequence is drawn from. */
export interface SequentialEvidence {
  /** Candidate minus baseline of the completed prefix, in the recorded order; null for an item without a pair. */
  readonly differences: readonly (number | null)[];
  /** The same with missing values at their extremes; null when nothing is missing. */
  readonly filled: FilledPrefix | null;
  readonly alpha: number;
  readonly higherIsBetter: boolean;
  readonly plan: StopEarly;
  /** The values that one item can have; null = unbounded. */
  readonly range: Pick<MetricRange, "minimum" | "maximum"> | null;
  /** Whether the values are yes or no, from one repetition. */
  readonly isBinary: boolean;
}

/** Decision, figures and looks of one candidate against the baseline. */
export type SequentialDecision = Pick<
  SequentialResult,
  "decision" | "decidedAtItems" | "meanDifference" | "interval" | "looks" | "method" | "refusal"
>;

/**
 * Decides as soon as an e-value against "no difference" reaches its limit, or both against ± the futility margin do.
 *
 * Method  betting on bounded scores, two gamblers at alpha / 2 each; the discordant e-value on yes-or-no values. Both hold
 *         for every distribution, at all times together. Who bets that the mean is above something bets on differences with
 *         what is missing at its lowest, who bets that it is below with that at its highest, so that a decision stands
 *         whatever is missing. Unbounded metrics are refused: nothing of the kind holds for them.
 * Source  Waudby-Smith & Ramdas 2023; Robbins 1970.
 */
export function decideSequentially(evidence: SequentialEvidence): SequentialDecision {
  const { differences, range, filled, isBinary } = evidence;
  const refusal = refuseSequence(evidence);
  if (refusal !== null || range === null || differences.length === 0)
    return {
      decision: "undecided",
      decidedAtItems: null,
      meanDifference: meanOf(differences),
      interval: null,
      looks: [],
      method: null,
      refusal,
    };
  const width = isBinary ? 1 : rangeWidth(range);
  const known = differences.map((difference) => difference ?? 0);
  const { lowest, highest } = filled ?? { lowest: known, highest: known };
  const inWidths = (values: readonly number[]): number[] => values.map((value) => value / width);
  const scaled = { ...evidence, lowest: inWidths(lowest), highest: inWidths(highest) };
  const sequence = isBinary ? discordantSequence(scaled) : bettingSequence(scaled, width);
  const { decision, decidedAtItems } = firstDecision(evidence, sequence);
  return {
    decision,
    decidedAtItems,
    meanDifference: meanOf(differences),
    interval: sequence.intervals.at(-1)?.interval ?? null,
    looks: sequence.intervals.map(({ items, interval: { lower, upper } }) => ({
      items,
      meanDifference: meanOf(differences.slice(0, items)),
      lower,
      upper,
    })),
    method: isBinary ? "discordant" : "betting",
    refusal: null,
  };
}

function refuseSequence({ differences, range }: SequentialEvidence): string | null {
  if (range === null)
    return "a metric without a range has no interval that holds at all times: early stopping needs scores whose evaluator declares their range";
  const width = rangeWidth(range);
  const outside = differences.find((difference) => Math.abs(difference ?? 0) > width);
  return outside === undefined || outside === null
    ? null
    : `a difference of ${outside} is outside the range of the scores, ${range.minimum} to ${range.maximum}: early stopping needs their true range`;
}

interface Sequence {
  /** Per item: whether the difference is proven to be above zero (1) or below (−1). */
  readonly signs: readonly number[];
  /** Per item: whether it is proven to lie within ± the futility margin. */
  readonly isFutile: readonly boolean[];
  readonly intervals: readonly { readonly items: number; readonly interval: Interval }[];
}

function firstDecision(
  { plan, higherIsBetter }: SequentialEvidence,
  { signs, isFutile }: Sequence,
): Pick<SequentialDecision, "decision" | "decidedAtItems"> {
  for (const [index, sign] of signs.entries()) {
    if (index + 1 < plan.minimumItems) continue;
    if (sign !== 0)
      return { decision: sign > 0 === higherIsBetter ? "better" : "worse", decidedAtItems: index + 1 };
    if (isFutile[index] === true) return { decision: "futile", decidedAtItems: index + 1 };
  }
  return { decision: "undecided", decidedAtItems: null };
}

type Betting = Pick<SequentialEvidence, "alpha" | "plan"> & FilledPrefix;

function bettingSequence({ lowest, highest, alpha, plan }: Betting, width: number): Sequence {
  const limit = 2 / alpha;
  const negative = highest.map((difference) => -difference);
  const [up, down] = [lowest, negative].map((values) => reaches(values, { alpha, threshold: 0, limit }));
  const margin = plan.futilityMargin === null ? 1 : plan.futilityMargin / width;
  const at = looksAt(lowest.length, plan);
  const intervals = bettingIntervals({ lowest, highest }, { alpha, at });
  return {
    signs: lowest.map((_, index) => (up?.[index] ? 1 : down?.[index] ? -1 : 0)),
    isFutile: isWithinMargin({ lowest, highest, alpha }, margin),
    intervals: at.map((items, index) => {
      const { level, lower, upper } = intervals[index] as Interval;
      return { items, interval: { level, lower: lower * width, upper: upper * width } };
    }),
  };
}

/** Lower ends of the differences at their lowest, upper ends of those at their highest. */
function bettingIntervals(
  { lowest, highest }: FilledPrefix,
  plan: { readonly alpha: number; readonly at: readonly number[] },
): Interval[] {
  const intervals = bettingConfidenceSequence(lowest, plan);
  if (highest === lowest) return intervals;
  const others = bettingConfidenceSequence(highest, plan);
  return intervals.map((interval, index) => ({ ...interval, upper: (others[index] as Interval).upper }));
}

/** Per item: whether the wealth against "the mean is at most the threshold" has ever reached the limit. */
function reaches(
  values: readonly number[],
  { alpha, threshold, limit }: { readonly alpha: number; readonly threshold: number; readonly limit: number },
): boolean[] {
  let isReached = false;
  return bettingEProcess(values, { alpha, threshold }).map((wealth) => {
    isReached ||= wealth >= limit;
    return isReached;
  });
}

/** Per item: whether it is shown that the mean lies within ± the margin, in widths of the range; from 1 on it always does. */
function isWithinMargin(
  { lowest, highest, alpha }: FilledPrefix & { readonly alpha: number },
  margin: number,
): readonly boolean[] {
  if (margin >= 1) return lowest.map(() => false);
  const plan = { alpha, threshold: -margin, limit: 2 / alpha };
  const fromBelow = reaches(lowest, plan);
  const fromAbove = reaches(
    highest.map((difference) => -difference),
    plan,
  );
  return fromBelow.map((isReached, index) => isReached && fromAbove[index] === true);
}

/** Gains, losses, and the sign that the discordant e-value has proven, after each item. */
function discordantCounts(differences: readonly number[], alpha: number) {
  let candidateOnly = 0;
  let baselineOnly = 0;
  let proven = 0;
  return differences.map((difference) => {
    if (difference > 0) candidateOnly += 1;
    if (difference < 0) baselineOnly += 1;
    if (proven === 0 && discordantEValue({ candidateOnly, baselineOnly }) >= 1 / alpha)
      proven = Math.sign(candidateOnly - baselineOnly);
    return { candidateOnly, baselineOnly, proven };
  });
}

function discordantSequence({ lowest, highest, alpha, plan }: Betting): Sequence {
  const counts = { lowest: discordantCounts(lowest, alpha), highest: discordantCounts(highest, alpha) };
  const endOf = (side: keyof FilledPrefix, items: number): Interval => {
    const { candidateOnly, baselineOnly } = counts[side][items - 1] as (typeof counts)["lowest"][number];
    return discordantInterval({ candidateOnly, baselineOnly, n: items }, alpha);
  };
  const intervalOf = (items: number): Interval => ({
    ...endOf("lowest", items),
    upper: endOf("highest", items).upper,
  });
  const signs = counts.lowest.map(({ proven }, index) =>
    proven === 1 ? 1 : counts.highest[index]?.proven === -1 ? -1 : 0,
  );
  const at = looksAt(lowest.length, plan);
  const decidedAt = signs.findIndex((sign, index) => sign !== 0 && index + 1 >= plan.minimumItems);
  const last = at.at(-1) as number;
  const intervals = at.map((items) => ({ items, interval: intervalOf(items) }));
  // All intervals hold together: where later items made the result doubtful again, the one that decided still stands.
  const doubtful = decidedAt !== -1 && includesZero(intervalOf(last));
  return {
    signs,
    // By betting, since the discordant e-value says nothing of a margin.
    isFutile: isWithinMargin({ lowest, highest, alpha }, plan.futilityMargin ?? 1),
    intervals: doubtful
      ? [...intervals.slice(0, -1), { items: last, interval: intervalOf(decidedAt + 1) }]
      : intervals,
  };
}

function includesZero({ lower, upper }: Interval): boolean {
  return lower <= 0 && upper >= 0;
}

/** Numbers of items to show, evenly spaced from the first look on; the last one always among them. */
function looksAt(items: number, { minimumItems }: StopEarly): readonly number[] {
  if (items <= minimumItems) return [items];
  const step = Math.ceil((items - minimumItems + 1) / MOST_SHOWN_LOOKS);
  const at: number[] = [];
  for (let look = items; look >= minimumItems; look -= step) at.unshift(look);
  return at;
}

/** Of the pairs; null without any. */
function meanOf(differences: readonly (number | null)[]): number | null {
  const known = differences.filter((difference) => difference !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
