import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { GatePolicy, GateReport } from "../../domain/gate/gate.js";
import type { RegressionPairs, RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { RegressionSides } from "./read-sides.js";
import type { WholeCandidate } from "./read-whole.js";

/** The result of a gate. */
export interface DecidedGate {
  readonly gate: GateReport;
  readonly policy: ComparisonPolicy;
  /** The candidate over all its items. */
  readonly whole: WholeCandidate;
  /** The comparison with the baseline; null without one. */
  readonly compared: {
    readonly report: ComparisonReport;
    readonly pairs: RegressionPairs;
    readonly sides: RegressionSides;
  } | null;
}

/** Metrics that a gate compares with the baseline. */
function comparedMetrics(conditions: GatePolicy): readonly string[] {
  return Object.entries(conditions).flatMap(([metric, { maxDrop }]) =>
    maxDrop === undefined ? [] : [metric],
  );
}

/** Counts the items of both sides by what became of them. */
export function countPairs({
  report,
  conditions,
  sides: { pairs },
}: {
  readonly report: ComparisonReport;
  readonly conditions: GatePolicy;
  readonly sides: RegressionSides;
}): RegressionPairs {
  const same = pairs.candidate.items.length;
  const compared = comparedMetrics(conditions);
  const valued = report.differences.filter(({ metric }) => compared.includes(metric)).map(({ n }) => n);
  const paired = Math.min(same, ...valued);
  const { changedContent, added, removed } = pairs;
  return { paired, changedContent, added, removed, missing: same - paired };
}

/** A condition that is shown not to hold fails, even if others are inconclusive. */
export function decideState(
  decided: DecidedGate,
): Pick<RegressionVerdict, "state" | "reason" | "itemsNeeded"> {
  const { gate } = decided;
  const reasonOf = (outcome: GateReport["outcome"]): string =>
    gate.checks
      .filter((check) => check.outcome === outcome)
      .map(({ metric, reason }) => `${metric}: ${reason}`)
      .join("; ");
  if (gate.outcome === "fail") return { state: "failed", reason: reasonOf("fail"), itemsNeeded: null };
  const unfinished = unfinishedBecause(decided);
  if (unfinished !== null) return { state: "inconclusive", reason: unfinished, itemsNeeded: null };
  if (gate.outcome === "pass") return { state: "passed", reason: reasonOf("pass"), itemsNeeded: null };
  const obstacle = incomparableBecause(decided);
  if (obstacle !== null) return { state: "incomparable", reason: obstacle, itemsNeeded: null };
  return {
    state: "inconclusive",
    reason: reasonOf("inconclusive"),
    itemsNeeded: itemsNeeded(decided),
  };
}

/** What has not run may be what fails; null when everything has. */
function unfinishedBecause({ whole }: DecidedGate): string | null {
  const { items } = whole.measurement;
  const planned = whole.candidate.runCount ?? 0;
  const ended = items.reduce((sum, { runs }) => sum + runs, 0);
  if (ended >= planned) return null;
  return `${whole.candidate.name} is ${whole.candidate.status}: ${ended} of its ${planned} runs have ended`;
}

/** Why what is left open is so for want of something that both sides share; null when it is not. */
function incomparableBecause({ gate, compared, policy: { minimumPairs } }: DecidedGate): string | null {
  const open = gate.checks.filter(
    ({ condition, outcome }) => condition === "maxDrop" && outcome === "inconclusive",
  );
  if (open.length === 0 || compared === null) return null;
  const { report, pairs, sides } = compared;
  const { changedContent, added, removed } = pairs;
  const same = sides.pairs.candidate.items.length;
  const isTooFew = same < minimumPairs && sides.whole.measurement.items.length >= minimumPairs;
  const isOtherDataset = sides.paired.baseline.datasetId !== sides.paired.candidate.datasetId;
  if (isTooFew && !isOtherDataset)
    return (
      `only ${same} items are the same as in the baseline, and a comparison needs at least ${minimumPairs}: ` +
      `${changedContent} changed, ${added} were added, ${removed} are gone`
    );
  const obstacles = open.flatMap(({ metric }) =>
    report.differences
      .filter((difference) => difference.metric === metric && difference.verdict === "incomparable")
      .map(({ reason }) => `${metric}: ${reason}`),
  );
  return obstacles.length === 0 ? null : obstacles.join("; ");
}

/** What the most demanding open condition needs; a dataset below the policy's minimum needs that first. */
function itemsNeeded({ gate, policy }: DecidedGate): number | null {
  const open = gate.checks.filter(({ outcome }) => outcome === "inconclusive");
  const known = open.flatMap((check) => {
    if (check.itemsNeeded !== null) return [check.itemsNeeded];
    return check.n < policy.minimumPairs ? [policy.minimumPairs] : [];
  });
  return known.length === 0 ? null : Math.max(...known);
}
