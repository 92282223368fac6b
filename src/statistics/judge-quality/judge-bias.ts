import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { describe } from "../describe.js";
import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";
import { tInterval } from "../t-interval.js";

/** How far a judge is from people; null where undefined. */
export interface JudgeBias {
  readonly n: number;
  /** Mean of judge − human: positive is lenient. */
  readonly bias: number | null;
  readonly interval: Interval | null;
  readonly meanAbsoluteError: number | null;
}

/**
 * Bias and mean absolute error of a judge against human scores.
 *
 * Shapes  human, judge: length n >= 0, aligned by item.
 * Units   score points.
 * Null    everything for n = 0; the t interval of the bias for n < 2.
 * Source  Bland & Altman 1986.
 * @throws NonFiniteValueError
 * @throws PairLengthError when the lengths differ.
 */
export function judgeBias(
  { human, judge }: { readonly human: readonly number[]; readonly judge: readonly number[] },
  { level }: { readonly level: number },
): JudgeBias {
  if (human.length !== judge.length) {
    throw new PairLengthError("judgeBias", { human: human.length, judge: judge.length });
  }
  assertFinite(human, "judgeBias, human");
  assertFinite(judge, "judgeBias, judge");
  const errors = judge.map((score, index) => score - (human[index] as number));
  const sample = describe(errors);
  return {
    n: sample.n,
    bias: sample.mean,
    interval: tInterval(sample, level),
    meanAbsoluteError: describe(errors.map(Math.abs)).mean,
  };
}
