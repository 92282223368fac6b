import type { BySide } from "../../domain/comparison/by-side.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import {
  TAIL_METRICS,
  type TailDifference,
  type TailMetric,
  TailStatistic,
  tailMetricName,
} from "../../domain/comparison/tail-difference.js";
import type { Store } from "../../domain/store.js";
import { formatPValue } from "../../formatting/format-p-value.js";
import { percent } from "../../formatting/percent.js";
import { holm } from "../../statistics/multiplicity/holm.js";
import { type ComparisonSide, findMetric } from "../comparison/comparison-side.js";
import type { Decision } from "../comparison/evidence.js";
import { incomparability } from "../comparison/incomparability.js";
import { readClusters } from "../items/read-clusters.js";
import { compareGeometricMeans } from "./compare-geometric-means.js";
import { compareQuantiles, QUANTILES } from "./compare-quantiles.js";
import { type ItemAmount, readAmounts } from "./read-amounts.js";
import type { TailDraft } from "./tail-draft.js";

/** Why nothing of a tail is decided after looks: order statistics hold for a number of items fixed before. */
const LOOKED_AT =
  "the comparison was looked at while it ran, and the intervals of quantiles and ratios hold for a fixed number of items only";

interface DraftedTail {
  readonly place: Omit<
    TailDifference,
    keyof TailDraft | "pValueAdjusted" | "familySize" | "verdict" | "reason"
  >;
  readonly draft: TailDraft;
  readonly obstacle: string | null;
}

/**
 * Compares median, 95th percentile and geometric mean of latency and cost, each candidate with the baseline. They have
 * verdicts of their own, beside those of the means.
 *
 * Method  quantiles by order statistics, geometric means by the t test of log ratios; Holm over all of them, a family of their
 *         own.
 * @throws StoredValueInvalidError, ItemOrderInvalidError
 */
export async function compareTails(
  store: Store,
  {
    sides,
    policy,
    excludedOf = () => null,
  }: {
    readonly sides: readonly ComparisonSide[];
    readonly policy: ComparisonPolicy;
    /** Of a candidate over another version of the dataset the items that are not the same in both; null where none are. */
    readonly excludedOf?: (candidateId: string) => ReadonlySet<string> | null;
  },
): Promise<TailDifference[]> {
  const baseline = sides.find(({ compared }) => compared.isBaseline) as ComparisonSide;
  const clusterOf = await readClusters(store, baseline.experiment, policy.clusterBy);
  const tails: DraftedTail[] = [];
  for (const of of TAIL_METRICS) {
    if (findMetric(baseline, of) === undefined) continue;
    const before = await readAmounts(store, baseline, of);
    for (const candidate of sides) {
      if (candidate === baseline || findMetric(candidate, of) === undefined) continue;
      const after = await readAmounts(store, candidate, of);
      const excluded = excludedOf(candidate.experiment.id);
      const amounts = { baseline: without(before, excluded), candidate: without(after, excluded) };
      tails.push(...draftTails(of, { baseline, candidate, amounts, policy, clusterOf }));
    }
  }
  return settle(tails, policy);
}

function without(
  amounts: readonly ItemAmount[],
  excluded: ReadonlySet<string> | null,
): readonly ItemAmount[] {
  return excluded === null ? amounts : amounts.filter(({ itemId }) => !excluded.has(itemId));
}

function draftTails(
  of: TailMetric,
  {
    baseline,
    candidate,
    amounts,
    policy,
    clusterOf,
  }: BySide<ComparisonSide> & {
    readonly amounts: BySide<readonly ItemAmount[]>;
    readonly policy: ComparisonPolicy;
    readonly clusterOf: ((itemId: string) => string) | null;
  },
): DraftedTail[] {
  const { alpha } = policy;
  const unversioned = { fingerprints: [], dataType: undefined };
  const obstacle = incomparability(
    { experiment: baseline.experiment, metric: unversioned },
    { experiment: candidate.experiment, metric: unversioned },
  );
  return TailStatistic.options.map((statistic) => ({
    place: {
      metric: tailMetricName(of, statistic),
      of,
      kind: of === "latency_ms" ? "latency" : "cost",
      statistic,
      candidateId: candidate.experiment.id,
      baselineId: baseline.experiment.id,
      higherIsBetter: policy.higherIsBetter[of] ?? false,
    },
    draft:
      statistic === "geometric_mean"
        ? compareGeometricMeans(amounts, { alpha, clusterOf })
        : withoutClusters(compareQuantiles(amounts, { p: QUANTILES[statistic], alpha }), policy),
    obstacle:
      obstacle ??
      ([baseline, candidate].some(({ experiment }) => experiment.orderSeed !== null) ? LOOKED_AT : null),
  }));
}

/** Order statistics know nothing of clusters. */
function withoutClusters(draft: TailDraft, { clusterBy }: ComparisonPolicy): TailDraft {
  if (clusterBy === null || draft.refusal !== null) return draft;
  const refusal = `items are clustered by ${clusterBy}, and the interval of a quantile takes them as independent`;
  return { ...draft, interval: null, bounds: null, pValue: null, refusal };
}

function settle(tails: readonly DraftedTail[], policy: ComparisonPolicy): TailDifference[] {
  const pValues = tails.map(({ draft, obstacle }) =>
    obstacle === null && draft.refusal === null ? draft.pValue : null,
  );
  const adjusted = holm(pValues);
  const familySize = pValues.filter((pValue) => pValue !== null).length;
  return tails.map(({ place, draft, obstacle }, index) => {
    const { refusal, ...figures } = draft;
    const pValueAdjusted = adjusted[index] ?? null;
    const shown =
      obstacle === null ? figures : { ...figures, interval: null, bounds: null, pValue: null, change: null };
    const decision =
      obstacle !== null
        ? { verdict: obstacle === LOOKED_AT ? "insufficient_data" : "incomparable", reason: obstacle }
        : decide(draft, { ...place, pValueAdjusted, familySize }, policy);
    return { ...place, ...shown, pValueAdjusted, familySize, ...(decision as Decision) };
  });
}

function decide(
  { baseline, candidate, interval, refusal, pValue }: TailDraft,
  {
    statistic,
    higherIsBetter,
    pValueAdjusted,
    familySize,
  }: Pick<TailDifference, "statistic" | "higherIsBetter" | "pValueAdjusted" | "familySize">,
  { alpha, minimumPairs }: ComparisonPolicy,
): Decision {
  const n = Math.min(baseline.n, candidate.n);
  if (n < minimumPairs)
    return {
      verdict: "insufficient_data",
      reason: `${n} ${n === 1 ? "item" : "items"}; a verdict needs at least ${minimumPairs}`,
    };
  if (refusal !== null || interval === null)
    return { verdict: "insufficient_data", reason: refusal ?? "no interval can be said" };
  const same = statistic === "geometric_mean" ? 1 : 0;
  const name = `the ${percent(interval.level)} interval`;
  const isAbove = interval.lower !== null && interval.lower > same;
  const isBelow = interval.upper !== null && interval.upper < same;
  if (!(isAbove || isBelow) || pValue === null)
    return { verdict: "inconclusive", reason: `${name} includes ${same === 1 ? "a ratio of 1" : "zero"}` };
  const excludes = `${name} excludes ${same === 1 ? "a ratio of 1" : "zero"}`;
  if (pValueAdjusted === null || pValueAdjusted > alpha)
    return {
      verdict: "inconclusive",
      reason: `${excludes}, but not after Holm's correction for ${familySize} tests: the adjusted p is ${formatPValue(pValueAdjusted)}`,
    };
  return { verdict: isAbove === higherIsBetter ? "better" : "worse", reason: excludes };
}
