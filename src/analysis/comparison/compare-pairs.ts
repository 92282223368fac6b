import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { VariantPair } from "../../domain/comparison/comparison-report.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { Store } from "../../domain/store.js";
import { bonettPriceInterval } from "../../statistics/intervals/bonett-price-interval.js";
import { bonferroniLevel } from "../../statistics/multiplicity/bonferroni-level.js";
import { holm } from "../../statistics/multiplicity/holm.js";
import { tInterval } from "../../statistics/t-interval.js";
import { sequenceOf } from "../sequence/apply-sequence.js";
import { compareMetric, type DraftDifference } from "./compare-metric.js";
import { type ComparisonSide, findMetric } from "./comparison-side.js";
import { decideVerdict } from "./decide-verdict.js";
import { settleEquivalence } from "./settle-equivalence.js";

/**
 * All pairs of variants on one metric. The pairs with the baseline are there already; the others are read.
 *
 * Method  Holm over the pairs for the verdicts, Bonferroni for intervals that hold together.
 */
export async function comparePairs(
  store: Store,
  request: {
    readonly metric: string;
    readonly sides: readonly ComparisonSide[];
    readonly drafts: readonly DraftDifference[];
    readonly policy: ComparisonPolicy;
    readonly sequences: readonly SequentialResult[];
  },
): Promise<VariantPair[]> {
  const { metric, sides, policy } = request;
  const known = request.drafts.filter(({ figures }) => figures.metric === metric);
  const pairs: DraftDifference[] = [];
  for (const [index, first] of sides.entries()) {
    for (const second of sides.slice(index + 1)) {
      const [baseline, candidate] = second.compared.isBaseline ? [second, first] : [first, second];
      const draft =
        known.find(
          ({ figures }) =>
            figures.baselineId === baseline.experiment.id && figures.candidateId === candidate.experiment.id,
        ) ?? (await readPair(store, { metric, baseline, candidate, policy }));
      if (draft !== null) pairs.push(draft);
    }
  }
  const adjusted = holm(pairs.map(({ figures }) => figures.pValue));
  const equivalences = settleEquivalence(pairs, policy.alpha);
  const size = adjusted.filter((pValue) => pValue !== null).length;
  const level = bonferroniLevel(1 - policy.alpha, Math.max(1, size));
  return pairs.map((draft, index) => {
    const interval = simultaneousInterval(draft, level);
    const pValueAdjusted = adjusted[index] ?? null;
    const { candidateId, baselineId, n, meanDifference } = draft.figures;
    const test = { ...draft.evidence.test, interval };
    return {
      firstId: candidateId,
      secondId: baselineId,
      n,
      meanDifference,
      interval,
      pValueAdjusted,
      ...decideVerdict(
        {
          ...draft.evidence,
          test,
          family: { pValueAdjusted, size },
          equivalence: equivalences[index] ?? null,
          sequence: sequenceOf(draft.figures, request.sequences),
        },
        policy,
      ),
    };
  });
}

async function readPair(
  store: Store,
  {
    metric,
    baseline,
    candidate,
    policy,
  }: {
    readonly metric: string;
    readonly baseline: ComparisonSide;
    readonly candidate: ComparisonSide;
    readonly policy: ComparisonPolicy;
  },
): Promise<DraftDifference | null> {
  const metrics = { baseline: findMetric(baseline, metric), candidate: findMetric(candidate, metric) };
  if (metrics.baseline === undefined || metrics.candidate === undefined) return null;
  return await compareMetric(store, {
    baseline,
    candidate,
    role: "primary",
    metrics: { baseline: metrics.baseline, candidate: metrics.candidate },
    policy: { ...policy, sliceBy: [] },
  });
}

function simultaneousInterval({ figures }: DraftDifference, level: number): VariantPair["interval"] {
  if (figures.interval === null) return null;
  if (figures.binary !== null) {
    const { candidateOnly, baselineOnly } = figures.binary;
    return bonettPriceInterval({ candidateOnly, baselineOnly, n: figures.n }, level);
  }
  const { meanDifference: mean, standardError, degreesOfFreedom } = figures;
  return degreesOfFreedom === null
    ? null
    : tInterval({ n: degreesOfFreedom + 1, mean, standardError }, level);
}
