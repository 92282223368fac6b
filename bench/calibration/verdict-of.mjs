/** The verdicts of the code that decides, on data in memory: no store, no bootstrap, so that thousands can be drawn. */

import { correctVerdicts } from "../../dist/analysis/comparison/correct-verdicts.js";
import { decideDifference } from "../../dist/analysis/comparison/decide-difference.js";
import { decideGate } from "../../dist/analysis/gate/decide-gate.js";
import { readGateMean } from "../../dist/analysis/gate/read-gate-mean.js";
import { decideSequentially } from "../../dist/analysis/sequence/sequential-comparison.js";
import { parseComparisonPolicy } from "../../dist/domain/comparison/comparison-policy.js";

export const POLICY = parseComparisonPolicy({});
export const UNIT = { minimum: 0, maximum: 1, isDeclared: false };

/** Verdict, interval and p of one candidate against the baseline. */
export function verdictOf(differences, options = {}) {
  const {
    kind = "score",
    range = UNIT,
    isBinary = false,
    clusters = null,
    fills = null,
    margin = null,
  } = options;
  const sample = { differences, clusters, isBinary };
  const decided = decideDifference(sample, { kind, range, fills, alpha: POLICY.alpha, margin });
  const figures = {
    role: "primary",
    pValue: decided.pValue,
    undefinedReasons: {},
    meanDifference: decided.meanDifference,
  };
  const [settled] = correctVerdicts(
    [{ figures, equivalence: decided.equivalence, evidence: evidenceOf(decided, fills) }],
    POLICY,
  );
  return { ...decided, ...settled };
}

/** Verdicts of several pairs of variants at once. */
export function verdictsOf(samples, { range = UNIT, kind = "score" } = {}) {
  const drafts = samples.map((differences) => {
    const sample = { differences, clusters: null, isBinary: false };
    const decided = decideDifference(sample, { kind, range, fills: null, alpha: POLICY.alpha, margin: null });
    return {
      figures: { role: "primary", pValue: decided.pValue, undefinedReasons: {} },
      equivalence: null,
      evidence: evidenceOf(decided, null),
    };
  });
  return correctVerdicts(drafts, POLICY);
}

function evidenceOf(decided, fills) {
  return {
    test: decided,
    higherIsBetter: true,
    obstacle: null,
    timeOuts: null,
    clusters: decided.clusters,
    isClusterFieldUnknown: false,
    missingItems: fills?.items ?? 0,
    missingShare: 0,
    differentialFailure: null,
    sequence: null,
  };
}

/** Outcome of `maxDrop` on paired differences. */
export function dropOutcome(differences, limit, options = {}) {
  const { range = UNIT } = options;
  const verdict = verdictOf(differences, options);
  const difference = {
    metric: "x",
    kind: "score",
    candidateId: "c",
    baselineId: "b",
    higherIsBetter: true,
    dropped: { total: 0, reasons: {} },
    reliability: { differentialFailure: null },
    ...verdict,
    range,
  };
  return gate({ differences: [difference], condition: { maxDrop: limit }, means: new Map() });
}

/** Outcome of a minimum or maximum on item means: `values` are [mean of an item, repetitions]. */
export async function meanOutcome(values, condition, { kind = "score", repetitions = 1 } = {}) {
  const name = kind === "score" ? "x" : "latency_ms";
  const metric = {
    name,
    kind,
    n: values.length,
    scoredRuns: values.length * repetitions,
    unscoredRuns: 0,
    failedRuns: 0,
  };
  const experiment = {
    id: "c",
    name: "c",
    evaluators: [],
    repetitions,
    orderSeed: null,
    runCount: values.length * repetitions,
  };
  const store = {
    async *streamItemMeans() {
      for (const [index, mean] of values.entries())
        yield { itemId: String(index).padStart(6, "0"), mean, variance: null, values: repetitions };
    },
  };
  const mean = await readGateMean(store, { experiment, metric, policy: POLICY });
  return gate({ differences: [], condition, means: new Map([[name, mean]]), metric });
}

function gate({
  differences,
  condition,
  means,
  metric = { name: "x", kind: "score", n: 0, scoredRuns: 0, unscoredRuns: 0, failedRuns: 0 },
}) {
  const side = (id) => ({ id, name: id, variant: id, metrics: [metric] });
  const report = {
    experiments: [side("b"), side("c")],
    baselineId: "b",
    policy: POLICY,
    differences,
    warnings: [],
  };
  return decideGate({ report, candidateId: "c", conditions: { [metric.name]: condition }, means }).outcome;
}

/** What a comparison that may stop early decides on differences in their recorded order. */
export function sequenceOf(differences, { range = UNIT, isBinary = false } = {}) {
  return decideSequentially({
    differences,
    alpha: POLICY.alpha,
    higherIsBetter: true,
    plan: { minimumItems: 20, futilityMargin: null, seed: null },
    range,
    isBinary,
  });
}
