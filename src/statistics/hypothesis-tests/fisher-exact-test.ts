import { requireCount } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** Probabilities this close to the observed table's, in parts of each step between them, count as equal to it. */
const ROUNDING_PER_STEP = 4 * Number.EPSILON;
/** A table whose probability is so small a part of those already added ends the sum; the further ones are smaller still. */
const NEGLIGIBLE = 1e-20;

/** Events among this many trials of one group. */
export interface GroupEvents {
  readonly events: number;
  readonly trials: number;
}

/**
 * Fisher's exact test, two-sided: whether two independent groups have the same share of events.
 *
 * Units   p in (0, 1]; counts.
 * Method  sum of the probabilities of all tables with the same margins that are at most as likely as the observed. Each is
 *         made from its neighbour by the exact ratio of the two, outwards from the most likely one, so that nothing cancels.
 * Error   relative 1e-11 at 10^6 trials.
 * Null    never: an empty group gives p = 1.
 * Source  Fisher 1935; the two-sided rule of R and SciPy.
 * @throws StatisticInputError when a count is not a whole number >= 0, or events exceed trials.
 */
export function fisherExactTest(groups: {
  readonly first: GroupEvents;
  readonly second: GroupEvents;
}): number {
  const { first, second } = groups;
  for (const [name, { events, trials }] of Object.entries(groups)) {
    requireCount(events, { statistic: "fisherExactTest", name: `${name}.events` });
    requireCount(trials, { statistic: "fisherExactTest", name: `${name}.trials` });
    if (events > trials) {
      const allowed = `at most trials = ${trials}`;
      throw new StatisticInputError("fisherExactTest", { name: `${name}.events`, received: events, allowed });
    }
  }
  const events = first.events + second.events;
  const margins = { first: first.trials, second: second.trials, events };
  const mode = modeOf(margins);
  const observed = logWeight(margins, { mode, inFirst: first.events });
  const bound = observed + ROUNDING_PER_STEP * (Math.abs(first.events - mode) + 16);
  if (bound >= 0) return 1;
  const tails = [1, -1].map((direction) => sumTail(margins, { mode, direction, observed, bound }));
  const total = tails.reduce((sum, tail) => sum + tail.total, 1);
  const atMost = tails.reduce((sum, tail) => sum + tail.atMost, 0);
  return Math.min(1, Math.max(Number.MIN_VALUE, Math.exp(observed - Math.log(total)) * atMost));
}

/**
 * All tables on one side of the most likely one: their sum in units of the mode's probability, and that of those at most as
 * likely as the observed in units of the observed one's, which may be too small for a number.
 */
function sumTail(
  margins: Margins,
  {
    mode,
    direction,
    observed,
    bound,
  }: {
    readonly mode: number;
    readonly direction: number;
    readonly observed: number;
    readonly bound: number;
  },
): { readonly total: number; readonly atMost: number } {
  let total = 0;
  let atMost = 0;
  let log = 0;
  for (let inFirst = mode; ; inFirst += direction) {
    const ratio = direction > 0 ? ratioAbove(margins, inFirst) : 1 / ratioAbove(margins, inFirst - 1);
    // Beyond the last possible table.
    if (!(ratio > 0) || !Number.isFinite(ratio)) break;
    log += Math.log(ratio);
    total += Math.exp(log);
    if (log > bound) continue;
    const added = Math.exp(log - observed);
    if (added < atMost * NEGLIGIBLE) break;
    atMost += added;
  }
  return { total, atMost };
}

interface Margins {
  /** Trials of each group, and events of both. */
  readonly first: number;
  readonly second: number;
  readonly events: number;
}

/** The most likely number of events in the first group. */
function modeOf({ first, second, events }: Margins): number {
  return Math.floor(((events + 1) * (first + 1)) / (first + second + 2));
}

/** P(one event more in the first group) / P(this many). */
function ratioAbove({ first, second, events }: Margins, inFirst: number): number {
  return ((first - inFirst) * (events - inFirst)) / ((inFirst + 1) * (second - events + inFirst + 1));
}

/** Logarithm of the probability of this many events in the first group, in units of the mode's. */
function logWeight(
  margins: Margins,
  { mode, inFirst }: { readonly mode: number; readonly inFirst: number },
): number {
  let log = 0;
  for (let at = mode; at < inFirst; at += 1) log += Math.log(ratioAbove(margins, at));
  for (let at = mode; at > inFirst; at -= 1) log -= Math.log(ratioAbove(margins, at - 1));
  return log;
}
