import type { ComparisonPolicy, Verdict } from "../domain/comparison.js";
import type { PairedTTest } from "../statistics/paired-t-test.js";

/** Below this many pairs the t interval alone is not trusted: the exact-style test has to agree. */
const SMALL_SAMPLE = 30;

/** What a verdict is decided from. */
export interface Evidence {
  readonly test: PairedTTest;
  readonly pValueSignFlip: number | null;
  readonly higherIsBetter: boolean;
}

/**
 * Turns evidence on one metric into a verdict with its reason.
 *
 * `better` or `worse` only when the interval of the mean difference excludes zero; refused below
 * `policy.minimumPairs` and at zero variance, where no interval means anything.
 * Source  simulated error rates in docs/statistics.md.
 */
export function decideVerdict(
  { test, pValueSignFlip, higherIsBetter }: Evidence,
  policy: ComparisonPolicy,
): { readonly verdict: Verdict; readonly reason: string } {
  const { n, interval, meanDifference } = test;
  if (n < policy.minimumPairs) {
    return {
      verdict: "insufficient_data",
      reason: `${n} pairs; a verdict on a mean needs at least ${policy.minimumPairs}`,
    };
  }
  if (test.undefinedReason === "zero_variance") {
    return {
      verdict: "insufficient_data",
      reason: `all ${n} pairs differ by exactly ${meanDifference}; without variance there is no interval`,
    };
  }
  if (interval === null || meanDifference === null)
    return { verdict: "insufficient_data", reason: "the interval is undefined" };
  const percent = `${Number(((1 - policy.alpha) * 100).toFixed(6))} %`;
  if (interval.lower <= 0 && interval.upper >= 0) {
    return { verdict: "inconclusive", reason: `the ${percent} interval includes zero` };
  }
  if (n < SMALL_SAMPLE && (pValueSignFlip === null || pValueSignFlip > policy.alpha)) {
    return {
      verdict: "inconclusive",
      reason: `the ${percent} interval excludes zero, but with ${n} pairs (under ${SMALL_SAMPLE}) the sign-flip test must agree, and its p is ${pValueSignFlip?.toPrecision(2) ?? "undefined"}`,
    };
  }
  const verdict = meanDifference > 0 === higherIsBetter ? "better" : "worse";
  return { verdict, reason: `the ${percent} interval excludes zero` };
}
