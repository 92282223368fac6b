import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { percent } from "../../formatting/percent.js";
import { sequentialDecision } from "../sequence/sequential-decision.js";
import type { Decision, Evidence } from "./evidence.js";
import { refuseMissing } from "./refuse-missing.js";
import { SMALL_SAMPLE } from "./small-sample.js";

/**
 * Turns evidence on one metric into a verdict with its reason.
 *
 * Refused below `policy.minimumPairs`, with a single cluster, where values are missing not at random and at zero
 * variance. `equivalent` when the difference is proven to lie inside a declared margin, even if it is not zero.
 * `better` or `worse` only when the interval excludes zero and the test, corrected for its family, agrees.
 * Source  simulated error rates in docs/statistics.md.
 */
export function decideVerdict(evidence: Evidence, policy: ComparisonPolicy): Decision {
  return refuse(evidence, policy) ?? decide(evidence, policy);
}

function refuse(evidence: Evidence, policy: ComparisonPolicy): Decision | null {
  const { test, obstacle = null, clusters = null, binary = null, equivalence = null } = evidence;
  const { n, meanDifference, undefinedReason } = test;
  const insufficient = (reason: string): Decision => ({ verdict: "insufficient_data", reason });
  if (obstacle !== null) return { verdict: "incomparable", reason: obstacle };
  if (n === 0) return insufficient("no item has a value on both sides");
  if (n < policy.minimumPairs)
    return insufficient(
      `${n} ${n === 1 ? "pair" : "pairs"}; a verdict on a mean needs at least ${policy.minimumPairs}`,
    );
  if (evidence.isClusterFieldUnknown === true)
    return insufficient(`no item has the metadata field "${policy.clusterBy}" to cluster by`);
  if (clusters === 1)
    return insufficient(
      `all ${n} pairs are one cluster by ${policy.clusterBy}: one observation has no interval`,
    );
  const missing = refuseMissing(evidence, policy);
  if (missing !== null) return missing;
  if (undefinedReason !== "zero_variance" || equivalence?.isEquivalent === true) return null;
  if (binary !== null && binary.candidateOnly + binary.baselineOnly > 0) return null;
  const what =
    meanDifference === 0 ? "are equal" : `differ by exactly ${String(meanDifference).replace(/^-/, "−")}`;
  return insufficient(`all ${n} pairs ${what}; without variance there is no interval`);
}

function decide(evidence: Evidence, policy: ComparisonPolicy): Decision {
  const { test, pValueSignFlip, higherIsBetter, clusters = null, binary = null, family } = evidence;
  const { n, interval, meanDifference } = test;
  if (evidence.sequence !== undefined) return sequentialDecision(evidence.sequence);
  if (evidence.equivalence?.isEquivalent === true) {
    const { margin, interval: inner } = evidence.equivalence;
    const reason = `the ${percent(inner.level)} interval lies within ±${margin}, the margin that does not matter`;
    return { verdict: "equivalent", reason };
  }
  if (interval === null || meanDifference === null)
    return { verdict: "insufficient_data", reason: "the interval is undefined" };
  const level = percent(interval.level);
  const inconclusive = (reason: string): Decision => ({ verdict: "inconclusive", reason });
  if (interval.lower <= 0 && interval.upper >= 0)
    return inconclusive(`the ${level} interval includes zero${nearlyEquivalent(evidence, policy)}`);
  const units = clusters ?? n;
  if (binary !== null) {
    if (binary.pValueExact > policy.alpha) {
      const p = binary.pValueExact.toPrecision(2);
      return inconclusive(
        `the ${level} interval excludes zero, but the exact McNemar test does not agree, and its p is ${p}`,
      );
    }
  } else if (units < SMALL_SAMPLE && (pValueSignFlip === null || pValueSignFlip > policy.alpha)) {
    return inconclusive(
      `the ${level} interval excludes zero, but with ${units} ${clusters === null ? "pairs" : "clusters"} (under ${SMALL_SAMPLE}) the sign-flip test must agree, and its p is ${pValueSignFlip?.toPrecision(2) ?? "undefined"}`,
    );
  }
  if (family !== undefined && (family.pValueAdjusted ?? 1) > policy.alpha) {
    return inconclusive(
      `the ${level} interval excludes zero, but not after Holm's correction for ${family.size} tests: the adjusted p is ${family.pValueAdjusted?.toPrecision(2) ?? "undefined"}`,
    );
  }
  const verdict = meanDifference > 0 === higherIsBetter ? "better" : "worse";
  return { verdict, reason: `the ${level} interval excludes zero` };
}

/** Says why a difference within its margin is not called equivalent. */
function nearlyEquivalent({ equivalence = null }: Evidence, { alpha }: ComparisonPolicy): string {
  if (equivalence === null || equivalence.pValue === null || equivalence.pValue >= alpha) return "";
  const { margin, pValueAdjusted, interval } = equivalence;
  return `; the ${percent(interval.level)} interval lies within ±${margin}, but not after Holm's correction for the equivalence tests: the adjusted p is ${pValueAdjusted?.toPrecision(2) ?? "undefined"}`;
}
