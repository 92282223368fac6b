import { logGamma } from "../distributions/log-gamma.js";
import { requireCount } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** Probabilities this close to the observed table's count as equal to it. */
const RELATIVE_ROUNDING = 1e-7;

/** Events among so many trials of one group. */
export interface GroupEvents {
  readonly events: number;
  readonly trials: number;
}

/**
 * Fisher's exact test, two-sided: whether two independent groups have the same share of events.
 *
 * Units   p in (0, 1]; counts.
 * Method  sum of the probabilities of all tables with the same margins that are at most as likely as the observed.
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
  const total = first.trials + second.trials;
  const logProbability = (inFirst: number): number =>
    logChoose(first.trials, inFirst) + logChoose(second.trials, events - inFirst) - logChoose(total, events);
  const bound = logProbability(first.events) + RELATIVE_ROUNDING;
  let pValue = 0;
  const highest = Math.min(events, first.trials);
  for (let inFirst = Math.max(0, events - second.trials); inFirst <= highest; inFirst += 1) {
    const candidate = logProbability(inFirst);
    if (candidate <= bound) pValue += Math.exp(candidate);
  }
  return Math.min(1, pValue);
}

function logChoose(n: number, k: number): number {
  return k === 0 || k === n ? 0 : logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
