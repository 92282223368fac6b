import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult, StopEarly } from "../../domain/comparison/sequential-result.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { bettingConfidenceSequence } from "../../statistics/sequential/betting-confidence-sequence.js";
import { bettingEProcess } from "../../statistics/sequential/betting-e-process.js";
import { discordantEValue } from "../../statistics/sequential/discordant-e-value.js";
import { discordantInterval } from "../../statistics/sequential/discordant-interval.js";

const MOST_SHOWN_LOOKS = 40;

/** What a sequence is drawn from. */
export interface SequentialEvidence {
  /** Candidate minus baseline of the completed prefix, in the recorded order. */
  readonly differences: readonly number[];
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
 *         for every distribution, at all times together. Unbounded metrics are refused: nothing of the kind holds for them.
 * Source  Waudby-Smith & Ramdas 2023; Robbins 1970.
 */
export function decideSequentially(evidence: SequentialEvidence): SequentialDecision {
  const { differences, range } = evidence;
  const meanDifference =
    differences.length === 0
      ? null
      : differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  const refusal = refuseSequence(evidence);
  if (refusal !== null || range === null || differences.length === 0)
    return {
      decision: "undecided",
      decidedAtItems: null,
      meanDifference,
      interval: null,
      looks: [],
      method: null,
      refusal,
    };
  const width = range.maximum - range.minimum;
  const sequence = evidence.isBinary
    ? discordantSequence(evidence)
    : bettingSequence(
        { ...evidence, differences: differences.map((difference) => difference / width) },
        width,
      );
  const { decision, decidedAtItems } = firstDecision(evidence, sequence);
  const looks = sequence.intervals.map(({ items, interval: { lower, upper } }) => ({
    items,
    meanDifference: meanOf(differences.slice(0, items)),
    lower,
    upper,
  }));
  return {
    decision,
    decidedAtItems,
    meanDifference,
    interval: sequence.intervals.at(-1)?.interval ?? null,
    looks,
    method: evidence.isBinary ? "discordant" : "betting",
    refusal: null,
  };
}

function refuseSequence({ differences, range }: SequentialEvidence): string | null {
  if (range === null)
    return "a metric without a range has no interval that holds at all times: early stopping needs scores whose evaluator declares their range";
  const width = range.maximum - range.minimum;
  const outside = differences.find((difference) => Math.abs(difference) > width);
  return outside === undefined
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

function bettingSequence({ differences, alpha, plan }: SequentialEvidence, width: number): Sequence {
  const limit = 2 / alpha;
  const above = (threshold: number, values: readonly number[]): boolean[] => {
    let isReached = false;
    return bettingEProcess(values, { alpha, threshold }).map((wealth) => {
      isReached ||= wealth >= limit;
      return isReached;
    });
  };
  const mirrored = differences.map((difference) => -difference);
  const [up, down] = [above(0, differences), above(0, mirrored)];
  const margin = plan.futilityMargin === null ? 1 : plan.futilityMargin / width;
  const isNarrow = margin < 1;
  const [fromBelow, fromAbove] = isNarrow
    ? [above(-margin, differences), above(-margin, mirrored)]
    : [[], []];
  const at = looksAt(differences.length, plan);
  const intervals = bettingConfidenceSequence(differences, { alpha, at });
  return {
    signs: differences.map((_, index) => (up[index] ? 1 : down[index] ? -1 : 0)),
    isFutile: differences.map((_, index) => fromBelow[index] === true && fromAbove[index] === true),
    intervals: at.map((items, index) => {
      const { level, lower, upper } = intervals[index] as Interval;
      return { items, interval: { level, lower: lower * width, upper: upper * width } };
    }),
  };
}

function discordantSequence({ differences, alpha, plan }: SequentialEvidence): Sequence {
  let candidateOnly = 0;
  let baselineOnly = 0;
  let proven = 0;
  const counts = differences.map((difference) => {
    if (difference > 0) candidateOnly += 1;
    if (difference < 0) baselineOnly += 1;
    if (proven === 0 && discordantEValue({ candidateOnly, baselineOnly }) >= 1 / alpha)
      proven = Math.sign(candidateOnly - baselineOnly);
    return { candidateOnly, baselineOnly, proven };
  });
  const intervalOf = (items: number): Interval => {
    const { candidateOnly: gains, baselineOnly: losses } = counts[items - 1] as (typeof counts)[number];
    return discordantInterval({ candidateOnly: gains, baselineOnly: losses, n: items }, alpha);
  };
  const at = looksAt(differences.length, plan);
  const decidedAt = counts.findIndex((count, index) => count.proven !== 0 && index + 1 >= plan.minimumItems);
  const last = at.at(-1) as number;
  const intervals = at.map((items) => ({ items, interval: intervalOf(items) }));
  // All intervals hold together: where later items made the result doubtful again, the one that decided still stands.
  const doubtful = decidedAt !== -1 && includesZero(intervalOf(last));
  return {
    signs: counts.map((count) => count.proven),
    isFutile: isWithinMargin(counts.length, { plan, alpha, differences }),
    intervals: doubtful
      ? [...intervals.slice(0, -1), { items: last, interval: intervalOf(decidedAt + 1) }]
      : intervals,
  };
}

/** Futility of yes-or-no values by betting, since the discordant e-value says nothing of a margin. */
function isWithinMargin(
  items: number,
  { plan, alpha, differences }: Pick<SequentialEvidence, "plan" | "alpha" | "differences">,
): readonly boolean[] {
  const margin = plan.futilityMargin;
  if (margin === null || margin >= 1) return Array.from({ length: items }, () => false);
  const up = bettingEProcess(differences, { alpha, threshold: -margin });
  const down = bettingEProcess(
    differences.map((difference) => -difference),
    { alpha, threshold: -margin },
  );
  let best = { up: 0, down: 0 };
  return up.map((wealth, index) => {
    best = { up: Math.max(best.up, wealth), down: Math.max(best.down, down[index] as number) };
    return Math.min(best.up, best.down) >= 2 / alpha;
  });
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

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
