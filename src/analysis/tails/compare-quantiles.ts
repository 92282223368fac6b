import type { BySide } from "../../domain/comparison/by-side.js";
import type { OpenInterval, TailSide } from "../../domain/comparison/tail-difference.js";
import {
  boundedQuantile,
  type QuantileBounds,
  type SortedBounds,
  sortBounds,
} from "../../statistics/quantiles/quantile-bounds.js";
import {
  quantileDifferenceBounds,
  quantileDifferencePValue,
} from "../../statistics/quantiles/quantile-difference.js";
import type { ItemAmount } from "./read-amounts.js";
import type { TailDraft } from "./tail-draft.js";

/** The probability of each quantile that is reported. */
export const QUANTILES = { median: 0.5, p95: 0.95 } as const;

/** Compares a quantile of two sides by order statistics, for every distribution; censored values count as what they can be. */
export function compareQuantiles(
  sides: BySide<readonly ItemAmount[]>,
  { p, alpha }: { readonly p: number; readonly alpha: number },
): TailDraft {
  const samples = { baseline: toBounds(sides.baseline), candidate: toBounds(sides.candidate) };
  const [baseline, candidate] = [samples.baseline, samples.candidate].map((sample) =>
    describeQuantile(sample, p),
  ) as [TailSide, TailSide];
  const draft = { baseline, candidate };
  if (baseline.n === 0 || candidate.n === 0)
    return {
      ...draft,
      change: null,
      interval: null,
      bounds: null,
      pValue: null,
      refusal: "no item has a value on both sides",
    };
  const interval = toOpen(quantileDifferenceBounds(samples, { p, alpha: alpha / 2 }));
  return {
    ...draft,
    change: baseline.value === null || candidate.value === null ? null : candidate.value - baseline.value,
    interval: { level: 1 - alpha, ...interval },
    bounds: alpha >= 0.5 ? null : toOpen(quantileDifferenceBounds(samples, { p, alpha })),
    pValue: quantileDifferencePValue(samples, p),
    refusal:
      interval.lower === null && interval.upper === null
        ? `neither bound can be said of ${baseline.n} and ${candidate.n} items${baseline.censored + candidate.censored === 0 ? "" : `, ${baseline.censored} and ${candidate.censored} of them censored`}: too few lie beyond the quantile`
        : null,
  };
}

/** Bounds of all items' amounts, in order. */
export function toBounds(amounts: readonly ItemAmount[]): SortedBounds {
  return sortBounds({
    lower: amounts.map(({ lower }) => lower),
    upper: amounts.map(({ upper }) => upper),
  });
}

/** A side's quantile, with how many of its items are censored. */
export function describeQuantile(sample: SortedBounds, p: number): TailSide {
  const censored = sample.upper.filter((value) => value === Number.POSITIVE_INFINITY).length;
  return { n: sample.lower.length, censored, value: boundedQuantile(sample, p) };
}

/** Bounds as reports have them: null for what is not known. */
export function toOpen({ lower, upper }: QuantileBounds): Pick<OpenInterval, "lower" | "upper"> {
  return {
    lower: Number.isFinite(lower) ? lower : null,
    upper: Number.isFinite(upper) ? upper : null,
  };
}
