import type { ComparisonReport } from "../domain/comparison-report.js";
import type { MetricSummary } from "../domain/experiment-summary.js";
import type { GateCheck, GateCondition, GateOutcome, GatePolicy, GateReport } from "../domain/gate.js";
import { GateMetricUnknownError } from "../domain/gate-errors.js";
import type { MetricDifference } from "../domain/metric-difference.js";
import { normalQuantile } from "../statistics/distributions/normal.js";
import { studentTQuantile } from "../statistics/distributions/student-t.js";

/** Power that `itemsNeeded` plans for. */
const POWER = 0.8;

/** A candidate's comparison with its baseline, and what it has to keep to. */
export interface GateRequest {
  readonly report: ComparisonReport;
  readonly candidateId: string;
  readonly conditions: GatePolicy;
}

/**
 * Holds a candidate to its conditions: each is passed when the one-sided bound proves it, failed when the other bound
 * proves the contrary, and inconclusive otherwise. "No significant difference" is no pass: it would reward few items.
 *
 * Method  one-sided t bounds at level 1 − alpha; `maxDrop` is a paired non-inferiority test.
 * @throws GateMetricUnknownError when a condition names a metric that the experiment does not have.
 */
export function decideGate({ report, candidateId, conditions }: GateRequest): GateReport {
  const candidate = requireSide(report, candidateId);
  const baseline = requireSide(report, report.baselineId);
  const checks = Object.entries(conditions).flatMap(([metric, condition]) =>
    checkMetric({ report, candidateId, metric, condition }),
  );
  const outcome = joinOutcomes(checks);
  const { alpha, onInconclusive } = report.policy;
  return {
    schemaVersion: 1,
    ...{ experimentId: candidate.id, experiment: candidate.name },
    ...{ baselineId: baseline.id, baseline: baseline.name },
    ...{ alpha, onInconclusive, outcome, checks },
    sentence: sentenceOf(outcome, checks, candidate.name),
    warnings: report.warnings,
  };
}

function requireSide(report: ComparisonReport, id: string) {
  const side = report.experiments.find((experiment) => experiment.id === id);
  if (side === undefined) throw new Error(`experiment ${id} is not in the report`);
  return side;
}

interface MetricCheck {
  readonly report: ComparisonReport;
  readonly candidateId: string;
  readonly metric: string;
  readonly condition: GateCondition;
}

function checkMetric({ report, candidateId, metric, condition }: MetricCheck): GateCheck[] {
  const { metrics } = requireSide(report, candidateId);
  const summary = metrics.find(({ name }) => name === metric);
  if (summary === undefined)
    throw new GateMetricUnknownError(
      metric,
      metrics.map(({ name }) => name),
    );
  const { alpha } = report.policy;
  const checks: GateCheck[] = [];
  if (condition.minimum !== undefined)
    checks.push(checkMean(summary, { condition: "minimum", limit: condition.minimum, alpha }));
  if (condition.maximum !== undefined)
    checks.push(checkMean(summary, { condition: "maximum", limit: condition.maximum, alpha }));
  if (condition.maxDrop !== undefined) {
    const difference = report.differences.find(
      (candidate) => candidate.metric === metric && candidate.candidateId === candidateId,
    );
    checks.push(checkDrop(metric, difference, { limit: condition.maxDrop, alpha }));
  }
  return checks;
}

interface Estimate {
  readonly n: number;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number | null;
}

function checkMean(
  summary: MetricSummary,
  {
    condition,
    limit,
    alpha,
  }: { readonly condition: "minimum" | "maximum"; readonly limit: number; readonly alpha: number },
): GateCheck {
  const { n, mean, standardError } = summary;
  const estimate = { n, mean, standardError, degreesOfFreedom: n - 1 };
  const sign = condition === "minimum" ? 1 : -1;
  const decided = decide(estimate, { limit, sign, alpha, assumed: mean });
  const { lowerBound, upperBound, outcome } = decided;
  const what = `the mean ${figure(mean)} [${figure(lowerBound)}, ${figure(upperBound)}]`;
  const words = condition === "minimum" ? "at least" : "at most";
  return {
    ...{ metric: summary.name, condition, limit, n, estimate: mean, ...decided },
    reason: reasonOf(outcome, { what, wanted: `${words} ${limit}`, n }),
  };
}

function checkDrop(
  metric: string,
  difference: MetricDifference | undefined,
  { limit, alpha }: { readonly limit: number; readonly alpha: number },
): GateCheck {
  const refused = (reason: string): GateCheck => ({
    ...{ metric, condition: "maxDrop", limit, n: difference?.n ?? 0, estimate: null },
    ...{ lowerBound: null, upperBound: null, itemsNeeded: null, outcome: "inconclusive", reason },
  });
  if (difference === undefined) return refused("the baseline has no such metric");
  if (difference.verdict === "incomparable" || difference.verdict === "insufficient_data") {
    const isExact = difference.standardDeviation === 0 && difference.verdict === "insufficient_data";
    if (!isExact) return refused(difference.reason);
  }
  const direction = difference.higherIsBetter ? 1 : -1;
  const mean = difference.meanDifference === null ? null : direction * difference.meanDifference;
  const { n, standardError, degreesOfFreedom } = difference;
  const estimate = { n, mean, standardError, degreesOfFreedom };
  const decided = decide(estimate, { limit: -limit, sign: 1, alpha, assumed: 0 });
  const what = `the change ${figure(mean)} [${figure(decided.lowerBound)}, ${figure(decided.upperBound)}]`;
  return {
    ...{ metric, condition: "maxDrop", limit, n, estimate: mean, ...decided },
    reason: reasonOf(decided.outcome, { what, wanted: `no worse than −${limit}`, n }),
  };
}

/** Bounds and outcome of "estimate is above (sign 1) or below (sign −1) the limit". */
function decide(
  { n, mean, standardError, degreesOfFreedom }: Estimate,
  rule: {
    readonly limit: number;
    readonly sign: 1 | -1;
    readonly alpha: number;
    /** The truth that `itemsNeeded` assumes. */
    readonly assumed: number | null;
  },
): Pick<GateCheck, "lowerBound" | "upperBound" | "outcome" | "itemsNeeded"> {
  const { limit, sign, alpha, assumed } = rule;
  if (mean === null || standardError === null || degreesOfFreedom === null || degreesOfFreedom < 1)
    return { lowerBound: null, upperBound: null, outcome: "inconclusive", itemsNeeded: null };
  const half = standardError === 0 ? 0 : -studentTQuantile(alpha, degreesOfFreedom) * standardError;
  const [lowerBound, upperBound] = [mean - half, mean + half];
  const isPassed = sign === 1 ? lowerBound >= limit : upperBound <= limit;
  const isFailed = sign === 1 ? upperBound < limit : lowerBound > limit;
  const distance = assumed === null ? 0 : sign * (assumed - limit);
  const spread = standardError * Math.sqrt(n);
  const needed = ((normalQuantile(1 - alpha) + normalQuantile(POWER)) * spread) / distance;
  return {
    ...{ lowerBound, upperBound },
    outcome: isPassed ? "pass" : isFailed ? "fail" : "inconclusive",
    itemsNeeded: distance > 0 && spread > 0 ? Math.ceil(needed ** 2) : null,
  };
}

function reasonOf(
  outcome: GateOutcome,
  { what, wanted, n }: { readonly what: string; readonly wanted: string; readonly n: number },
): string {
  if (outcome === "pass") return `${what} is proven to be ${wanted}`;
  if (outcome === "fail") return `${what} is proven not to be ${wanted}`;
  return `${what} of ${n} items does not tell whether it is ${wanted}`;
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

function figure(value: number | null): string {
  return value === null ? "undefined" : value.toFixed(4).replace("-", "−");
}
