import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { formatNumber } from "../../formatting/format-number.js";
import { formatPValue } from "../../formatting/format-p-value.js";
import { percent } from "../../formatting/percent.js";
import { sequentialDecision } from "../sequence/sequential-decision.js";
import type { Decision, Evidence } from "./evidence.js";
import { refuseMissing } from "./refuse-missing.js";

/**
 * Turns evidence on one metric into a verdict with its reason.
 *
 * Refused below `policy.minimumPairs`, with a single cluster, where the values of an unbounded metric give no mean to trust,
 * and where values are missing not at random. `equivalent` when the difference is shown to lie inside a declared margin, even
 * if it is not zero. `better` or `worse` when the p-value, corrected for its family, is at most alpha: whatever is missing is
 * in it already.
 * Source  simulated error rates in docs/statistics.md.
 */
export function decideVerdict(evidence: Evidence, policy: ComparisonPolicy): Decision {
  return refuse(evidence, policy) ?? decide(evidence, policy);
}

function refuse(evidence: Evidence, policy: ComparisonPolicy): Decision | null {
  const { test, obstacle, clusters, sequence } = evidence;
  const { n } = test;
  const insufficient = (reason: string): Decision => ({ verdict: "insufficient_data", reason });
  if (obstacle !== null) return { verdict: "incomparable", reason: obstacle };
  if (n === 0) return insufficient("no item has a value on both sides");
  if (n < policy.minimumPairs)
    return insufficient(
      `${n} ${n === 1 ? "pair" : "pairs"}; a verdict on a mean needs at least ${policy.minimumPairs}`,
    );
  if (evidence.isClusterFieldUnknown)
    return insufficient(`no item has the metadata field "${policy.clusterBy}" to cluster by`);
  if (clusters === 1)
    return insufficient(
      `all ${n} pairs are one cluster by ${policy.clusterBy}: one observation has no interval`,
    );
  if (evidence.timeOuts !== null) return insufficient(evidence.timeOuts);
  const missing = refuseMissing(evidence, policy);
  if (missing !== null) return missing;
  return sequence !== null || test.refusal === null ? null : insufficient(test.refusal);
}

function decide(evidence: Evidence, policy: ComparisonPolicy): Decision {
  const { test, higherIsBetter, family, equivalence, missingItems } = evidence;
  const { n, interval, meanDifference, pValue } = test;
  if (evidence.sequence !== null) return sequentialDecision(evidence.sequence);
  if (equivalence?.isEquivalent === true) {
    const { margin, interval: inner } = equivalence;
    const reason = `the ${percent(inner.level)} interval lies within ±${margin}, the margin that does not matter`;
    return { verdict: "equivalent", reason };
  }
  if (interval === null || meanDifference === null || pValue === null) {
    const what =
      meanDifference === 0 ? "are equal" : `differ by exactly ${String(meanDifference).replace(/^-/, "−")}`;
    return {
      verdict: "insufficient_data",
      reason: `all ${n} pairs ${what}; without variance there is no interval`,
    };
  }
  const level = percent(interval.level);
  const inconclusive = (reason: string): Decision => ({ verdict: "inconclusive", reason });
  const missing = missingItems === 1 ? "1 missing value" : `${missingItems} missing values`;
  if (pValue > policy.alpha) {
    if ((test.pValueOfPairs ?? 1) <= policy.alpha)
      return inconclusive(
        `the pairs alone would decide it, but the ${missing} could change the result: with the worst possible ones in their place the ${level} interval includes zero`,
      );
    return inconclusive(
      `${includesZero(level)}${ofUnseenItems(evidence, policy)}${nearlyEquivalent(evidence, policy)}`,
    );
  }
  if ((family.pValueAdjusted ?? 1) > policy.alpha) {
    const adjusted = family.pValueAdjusted === null ? "undefined" : formatPValue(family.pValueAdjusted);
    return inconclusive(
      `the ${level} interval excludes zero, but not after Holm's correction for ${family.size} tests: the adjusted p is ${adjusted}`,
    );
  }
  const verdict = meanDifference > 0 === higherIsBetter ? "better" : "worse";
  const whatever = missingItems === 0 ? "" : `, whatever the ${missing} would have been`;
  return { verdict, reason: `the ${level} interval excludes zero${whatever}` };
}

/** Whether a reason says no more than that the interval includes zero. */
export function isPlainlyInconclusive(reason: string, interval: Interval | null): boolean {
  return interval !== null && reason === includesZero(percent(interval.level));
}

function includesZero(level: string): string {
  return `the ${level} interval includes zero`;
}

/** Says why pairs that agree among themselves decide nothing: so few can have missed rare items that say the contrary. */
function ofUnseenItems({ test, clusters, unseenItems }: Evidence, { alpha }: ComparisonPolicy): string {
  if (test.pValueMethod !== "unseen_items" || (test.pValueT ?? 0) > alpha) return "";
  // Pairs without any difference agree about nothing.
  if (unseenItems === null || unseenItems.pairsNeeded === null) return "";
  const { unit, share, jump, pairsNeeded } = unseenItems;
  const [shown, pairs] =
    unit === "items" ? [`${test.n} of them`, "pairs"] : [`${clusters} clusters`, "clusters"];
  return `: the pairs agree, but ${shown} can show none of ${percent(share, 1)} of all ${unit}, and those would undo the difference if they jumped ${formatNumber(jump, 2)} the other way, which ${pairsNeeded} ${pairs} like these would rule out`;
}

/** Says why a difference within its margin is not called equivalent. */
function nearlyEquivalent({ equivalence }: Evidence, { alpha }: ComparisonPolicy): string {
  if (equivalence === null || equivalence.pValue >= alpha) return "";
  const { margin, pValueAdjusted, interval } = equivalence;
  return `; the ${percent(interval.level)} interval lies within ±${margin}, but not after Holm's correction for the equivalence tests: the adjusted p is ${pValueAdjusted?.toPrecision(2) ?? "undefined"}`;
}
