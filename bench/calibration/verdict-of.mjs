/** The verdicts of the code that decides, on data in memory: no store, no bootstrap, so that thousands can be drawn. */

import { correctVerdicts } from "../../dist/analysis/comparison/correct-verdicts.js";
import { decideBounds } from "../../dist/analysis/comparison/decide-bounds.js";
import { decideDifference } from "../../dist/analysis/comparison/decide-difference.js";
import { decideGate } from "../../dist/analysis/gate/decide-gate.js";
import { readGateMean } from "../../dist/analysis/gate/read-gate-mean.js";
import { readGateTail } from "../../dist/analysis/gate/read-gate-tail.js";
import { decideSequentially } from "../../dist/analysis/sequence/sequential-comparison.js";
import { compareTails } from "../../dist/analysis/tails/compare-tails.js";
import { parseComparisonPolicy } from "../../dist/domain/comparison/comparison-policy.js";
import { parseTailMetric } from "../../dist/domain/comparison/tail-difference.js";

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
  const setting = { kind, range, fills, alpha: POLICY.alpha };
  const decided = decideDifference(sample, setting);
  // Bounds take their time, and only gates and margins ask for them.
  const { bounds, equivalence } =
    margin === null && options.needsBounds !== true
      ? { bounds: null, equivalence: null }
      : decideBounds(sample, { ...setting, margin });
  const figures = {
    role: "primary",
    pValue: decided.pValue,
    undefinedReasons: {},
    meanDifference: decided.meanDifference,
  };
  const [settled] = correctVerdicts([{ figures, equivalence, evidence: evidenceOf(decided, fills) }], POLICY);
  return { ...decided, bounds, ...settled };
}

/** Verdicts of several pairs of variants at once. */
export function verdictsOf(samples, { range = UNIT, kind = "score" } = {}) {
  const drafts = samples.map((differences) => {
    const sample = { differences, clusters: null, isBinary: false };
    const decided = decideDifference(sample, { kind, range, fills: null, alpha: POLICY.alpha });
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
    unseenItems: null,
    missingItems: fills?.items ?? 0,
    missingShare: 0,
    differentialFailure: null,
    sequence: null,
  };
}

/** Outcome of `maxDrop` on paired differences. */
export function dropOutcome(differences, limit, options = {}) {
  const { range = UNIT } = options;
  const verdict = verdictOf(differences, { ...options, needsBounds: true });
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
    async *streamItemFailures() {
      yield* [];
    },
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
  name = metric.name,
}) {
  const side = (id) => ({ id, name: id, variant: id, metrics: [metric] });
  const report = {
    experiments: [side("b"), side("c")],
    baselineId: "b",
    policy: POLICY,
    differences,
    tails: [],
    warnings: [],
  };
  return decideGate({ report, candidateId: "c", conditions: { [name]: condition }, means }).outcome;
}

/** What a comparison that may stop early decides on differences in their recorded order. */
export function sequenceOf(differences, { range = UNIT, isBinary = false } = {}) {
  return decideSequentially({
    differences,
    filled: null,
    alpha: POLICY.alpha,
    higherIsBetter: true,
    plan: { minimumItems: 20, futilityMargin: null, seed: null },
    range,
    isBinary,
  });
}

/** Items of a latency, in memory: known ones, and such as timed out. */
function latencyStore(samples) {
  return {
    async *streamItemMeans({ experimentId }) {
      for (const [index, value] of samples[experimentId].entries())
        if (value < TIME_OUT_MS) yield { itemId: itemId(index), mean: value, variance: null, values: 1 };
    },
    async *streamItemFailures(experimentId) {
      for (const [index, value] of samples[experimentId].entries())
        if (value >= TIME_OUT_MS)
          yield { itemId: itemId(index), failed: 1, timedOut: 1, timedOutMs: TIME_OUT_MS };
    },
  };
}

/** What takes longer is given up. */
export const TIME_OUT_MS = 30_000;
const itemId = (index) => String(index).padStart(6, "0");

/** Verdicts on median, 95th percentile and ratio of geometric means of two sides' latencies, paired by place. */
export async function tailVerdicts(baseline, candidate) {
  const side = (id, values) => ({
    experiment: {
      id,
      name: id,
      repetitions: 1,
      orderSeed: null,
      status: "completed",
      datasetId: "d",
      datasetVersion: "v",
    },
    compared: { id, isBaseline: id === "b", metrics: [{ name: "latency_ms" }] },
    itemCount: values.length,
    isComplete: true,
  });
  return await compareTails(latencyStore({ b: baseline, c: candidate }), {
    sides: [side("b", baseline), side("c", candidate)],
    policy: POLICY,
  });
}

/** Outcome of a gate on a tail of latency. */
export async function tailOutcome(values, metric, condition) {
  const timedOut = values.filter((value) => value >= TIME_OUT_MS).length;
  const summary = {
    name: "latency_ms",
    kind: "latency",
    n: values.length,
    scoredRuns: values.length - timedOut,
    unscoredRuns: 0,
    failedRuns: timedOut,
  };
  const experiment = {
    id: "c",
    name: "c",
    evaluators: [],
    repetitions: 1,
    orderSeed: null,
    runCount: values.length,
  };
  const tail = parseTailMetric(metric);
  const mean = await readGateTail(
    latencyStore({ c: values }),
    { experiment, metric: summary, policy: POLICY },
    tail,
  );
  const means = new Map([[metric, mean]]);
  return gate({ differences: [], condition, means, metric: summary, name: metric });
}
