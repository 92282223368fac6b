import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { parseTailMetric } from "../../domain/comparison/tail-difference.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import {
  GATE_CEILINGS,
  type GateCheck,
  type GateCondition,
  type GateOutcome,
  type GatePolicy,
  type GateReport,
} from "../../domain/gate/gate.js";
import { GateMetricUnknownError } from "../../domain/gate/gate-errors.js";
import { checkTail } from "./check-tail.js";
import { changeBounds, changeDeviation, changeForTheBetter } from "./gate-bounds.js";
import { described, outcomeOf, reasonOf, refused } from "./gate-check.js";
import type { GateFigures } from "./gate-figures.js";
import { itemsNeeded } from "./items-needed.js";
import type { MetricCheck } from "./metric-check.js";
import { noOneSidedBound } from "./no-one-sided-bound.js";
import type { GateMean } from "./read-gate-mean.js";
import { refuseDifference, refuseMean } from "./refuse-gate.js";

/** A candidate's figures, compared with its baseline where it has one, and what it has to keep to. */
export interface GateEvidence {
  readonly report: GateFigures;
  readonly candidateId: string;
  readonly conditions: GatePolicy;
  /** Metric -> the candidate's mean, of each metric with a minimum or maximum. */
  readonly means: ReadonlyMap<string, GateMean>;
  /** Conditions that are decided by other figures than means and differences. */
  readonly further?: readonly GateCheck[];
}

/**
 * Checks a candidate against its conditions: each is passed when the one-sided bound proves it, failed when the other
 * bound proves the contrary, and inconclusive otherwise. "No significant difference" is no pass: it would reward few
 * items.
 *
 * Method  one-sided bounds at level 1 − alpha (`readGateMean`, `differenceBounds`); `maxDrop` is a paired non-inferiority
 *         test. All conditions must pass, so passing needs no correction for their number; each may fail by itself.
 *         Inconclusive, with the reason, where a comparison refuses a verdict too: too few items, values missing not at
 *         random, other judges.
 * @throws GateMetricUnknownError when a condition names a metric that the experiment does not have.
 */
export function decideGate({
  report,
  candidateId,
  conditions,
  means,
  further = [],
}: GateEvidence): GateReport {
  const candidate = requireSide(report, candidateId);
  const baseline = report.baselineId === null ? null : requireSide(report, report.baselineId);
  const measured = Object.entries(conditions).filter(([metric]) => !isCeiling(metric));
  const checks = [
    ...measured.flatMap(([metric, condition]) =>
      checkMetric({ report, candidateId, metric, condition, mean: means.get(metric) }),
    ),
    ...further,
  ];
  const outcome = joinOutcomes(checks);
  const { alpha, onInconclusive } = report.policy;
  return {
    schemaVersion: 1,
    experimentId: candidate.id,
    experiment: candidate.name,
    baselineId: baseline?.id ?? null,
    baseline: baseline?.name ?? null,
    alpha,
    onInconclusive,
    outcome,
    checks,
    sentence: sentenceOf(outcome, checks, candidate.name),
    warnings: [
      ...report.warnings,
      ...(outcome === "inconclusive" && onInconclusive === "lenient"
        ? ["the gate is inconclusive, and lets pass what it cannot judge: the policy is lenient"]
        : []),
    ],
    looks: null,
  };
}

function requireSide(report: GateFigures, id: string) {
  const side = report.experiments.find((experiment) => experiment.id === id);
  if (side === undefined) throw new Error(`experiment ${id} is not in the report`);
  return side;
}

function checkMetric({ report, candidateId, metric, condition, mean }: MetricCheck): GateCheck[] {
  const { metrics } = requireSide(report, candidateId);
  const tail = parseTailMetric(metric);
  if (tail !== null && metrics.some(({ name }) => name === tail.of))
    return checkTail({ report, candidateId, metric, condition, mean });
  const summary = metrics.find(({ name }) => name === metric);
  if (summary === undefined) return refuseAll(metric, report, condition);
  const { policy } = report;
  const checks: GateCheck[] = [];
  for (const side of ["minimum", "maximum"] as const) {
    const limit = condition[side];
    if (limit === undefined) continue;
    if (mean === undefined) throw new Error(`the mean of ${metric} was not read`);
    checks.push(checkMean(summary, { condition: side, limit, policy, mean }));
  }
  if (condition.maxDrop !== undefined) {
    const difference = report.differences.find(
      (candidate) => candidate.metric === metric && candidate.candidateId === candidateId,
    );
    checks.push(checkDrop(metric, difference, { limit: condition.maxDrop, policy }));
  }
  return checks;
}

/** Without a single value there is no such metric; the baseline tells whether there should be. */
function refuseAll(metric: string, report: GateFigures, condition: GateCondition): GateCheck[] {
  const names = [...new Set(report.experiments.flatMap(({ metrics }) => metrics.map(({ name }) => name)))];
  if (!names.includes(metric)) throw new GateMetricUnknownError(metric, names);
  return (["minimum", "maximum", "maxDrop"] as const).flatMap((kind) => {
    const limit = condition[kind];
    return limit === undefined
      ? []
      : [
          refused(
            { metric, condition: kind, limit, n: 0 },
            `no run of the experiment has a value of ${metric}`,
          ),
        ];
  });
}

function checkMean(
  summary: MetricSummary,
  {
    condition,
    limit,
    policy,
    mean,
  }: {
    readonly condition: "minimum" | "maximum";
    readonly limit: number;
    readonly policy: ComparisonPolicy;
    readonly mean: GateMean;
  },
): GateCheck {
  const { name: metric } = summary;
  const { n, mean: estimate, deviation } = mean;
  const refusal = refuseMean(summary, mean, policy);
  if (refusal !== null) return refused({ metric, condition, limit, n }, refusal);
  const rule = { limit, sign: condition === "minimum" ? (1 as const) : (-1 as const) };
  const { lowerBound, upperBound } = mean;
  const bounds = { lowerBound, upperBound };
  const outcome = outcomeOf(bounds, rule);
  const words = condition === "minimum" ? "at least" : "at most";
  return {
    metric,
    condition,
    limit,
    n,
    estimate,
    ...bounds,
    outcome,
    itemsNeeded:
      outcome === "inconclusive"
        ? itemsNeeded({
            ...rule,
            ...bounds,
            n,
            deviation,
            alpha: policy.alpha,
            estimate,
            assumed: estimate,
            width: mean.range === null ? null : mean.range.maximum - mean.range.minimum,
          })
        : null,
    reason: reasonOf(outcome, {
      what: `the mean ${described(estimate, { ...bounds, kind: summary.kind })}`,
      wanted: `${words} ${limit}`,
      n,
    }),
  };
}

function checkDrop(
  metric: string,
  difference: MetricDifference | undefined,
  { limit, policy }: { readonly limit: number; readonly policy: ComparisonPolicy },
): GateCheck {
  const { alpha } = policy;
  const place = { metric, condition: "maxDrop", limit, n: difference?.n ?? 0 } as const;
  if (difference === undefined) return refused(place, "the baseline has no such metric");
  if (alpha >= 0.5 && difference.verdict !== "incomparable") return refused(place, noOneSidedBound(alpha));
  const rule = { limit: -limit, sign: 1 as const };
  const change = changeForTheBetter(difference);
  const bounds = changeBounds(difference);
  const needed = itemsNeeded({
    ...rule,
    ...bounds,
    alpha,
    n: difference.n,
    estimate: change,
    assumed: change === null ? null : plannedChange(change, limit),
    deviation: changeDeviation(difference),
    width: difference.range === null ? null : 2 * (difference.range.maximum - difference.range.minimum),
  });
  const refusal = refuseDifference(difference, policy);
  if (refusal !== null) {
    const isTooSmall = difference.n < policy.minimumPairs && needed !== null;
    return {
      ...refused(place, refusal),
      itemsNeeded: isTooSmall ? Math.max(needed, policy.minimumPairs) : null,
    };
  }
  const outcome = outcomeOf(bounds, rule);
  return {
    ...place,
    estimate: change,
    ...bounds,
    outcome,
    itemsNeeded: outcome === "inconclusive" ? needed : null,
    reason: reasonOf(outcome, {
      what: `the change ${described(change, { ...bounds, kind: difference.kind })}`,
      wanted: `no worse than −${limit}`,
      n: difference.n,
    }),
  };
}

/**
 * The true change that items are planned for: the one that was found, though a candidate that looks better may be no other
 * than the baseline, and one within a tenth of the limit is taken for the nearest that a number of items can decide.
 */
function plannedChange(change: number, limit: number): number {
  const nearest = 0.1 * limit;
  return Math.abs(change + limit) < nearest ? nearest - limit : Math.min(0, change);
}

function joinOutcomes(checks: readonly GateCheck[]): GateOutcome {
  if (checks.some(({ outcome }) => outcome === "fail")) return "fail";
  return checks.every(({ outcome }) => outcome === "pass") ? "pass" : "inconclusive";
}

function sentenceOf(outcome: GateOutcome, checks: readonly GateCheck[], name: string): string {
  const open = checks.filter((check) => check.outcome === (outcome === "pass" ? "pass" : outcome));
  const named = [...new Set(open.map(({ metric }) => metric))].join(", ");
  if (outcome === "pass") return `${name} passes the gate on ${named}.`;
  if (outcome === "fail") return `${name} fails the gate on ${named}.`;
  return `${name}: the gate is inconclusive on ${named}.`;
}

/** Whether a gate's condition is on the experiment as a whole, and on no metric of its items. */
function isCeiling(name: string): boolean {
  return (GATE_CEILINGS as readonly string[]).includes(name);
}
