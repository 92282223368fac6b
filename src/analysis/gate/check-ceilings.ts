import type { Measurement } from "../../domain/baseline/measurement.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { GateCheck, GatePolicy } from "../../domain/gate/gate.js";
import type { Spending } from "../../domain/model/model-call-store.js";
import { counted } from "../../formatting/counted.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { formatUsd } from "../../formatting/format-usd.js";
import { percent } from "../../formatting/percent.js";
import { bettingMeanBounds } from "../../statistics/bounded/betting-mean-bounds.js";
import { describe } from "../../statistics/describe.js";
import { clopperPearsonInterval } from "../../statistics/intervals/clopper-pearson-interval.js";
import { itemsNeeded } from "./items-needed.js";
import { noOneSidedBound } from "./no-one-sided-bound.js";

/** What an experiment cost, as far as it is known. */
export type KnownSpending = Pick<Spending, "calls" | "unpricedCalls" | "costUsd">;

/**
 * Checks the share of failed runs against its ceiling, with the item as the unit.
 *
 * Method  one-sided bounds at level 1 − alpha: Clopper–Pearson of one repetition, else betting on each item's share. A
 *         ceiling of 0 is no rate to be estimated: one failed run fails it, and none passes.
 */
export function checkFailureRate(
  { items, repetitions }: Measurement,
  {
    limit,
    policy,
  }: { readonly limit: number; readonly policy: Pick<ComparisonPolicy, "alpha" | "minimumPairs"> },
): GateCheck {
  const { alpha, minimumPairs } = policy;
  const shares = items.flatMap(({ runs, failed }) => (runs === 0 ? [] : [failed / runs]));
  const n = shares.length;
  const failed = items.reduce((sum, item) => sum + item.failed, 0);
  const runs = items.reduce((sum, item) => sum + item.runs, 0);
  const place = { metric: "failure_rate", condition: "maximum", limit, n } as const;
  const found = `${failed} of ${counted(runs, "run")} failed`;
  const { mean: estimate, standardDeviation } = describe(shares);
  const open = { ...place, estimate, lowerBound: null, upperBound: null, itemsNeeded: null };
  if (limit === 0 && n > 0) return { ...open, outcome: failed === 0 ? "pass" : "fail", reason: found };
  if (n < minimumPairs)
    return {
      ...open,
      outcome: "inconclusive",
      reason: `${counted(n, "item")}; a decision on a rate needs at least ${minimumPairs}`,
    };
  if (alpha >= 0.5) return { ...open, outcome: "inconclusive", reason: noOneSidedBound(alpha) };
  const interval =
    repetitions === 1
      ? clopperPearsonInterval({ successes: failed, n }, 1 - 2 * alpha)
      : bettingMeanBounds(shares, { range: { minimum: 0, maximum: 1 }, alpha });
  const { lower, upper } = interval ?? { lower: 0, upper: 1 };
  const bounds = { lowerBound: lower, upperBound: upper };
  const outcome = upper <= limit ? "pass" : lower > limit ? "fail" : "inconclusive";
  const words = { pass: "shown to be", fail: "shown not to be", inconclusive: "not told whether it is" }[
    outcome
  ];
  const reason = `${found}: the rate ${formatInterval({ lower, upper }, (share) => percent(share, 1))} is ${words} at most ${percent(limit, 1)}`;
  const needed = itemsNeeded({
    ...bounds,
    n,
    limit,
    sign: -1,
    alpha,
    estimate,
    assumed: estimate,
    width: 1,
    deviation: standardDeviation,
  });
  return {
    ...open,
    ...bounds,
    outcome,
    reason,
    itemsNeeded: outcome === "inconclusive" ? needed : null,
  };
}

/** Holds what an experiment cost to its ceiling. Calls without a price make it dearer, never cheaper. */
export function checkTotalCost({ calls, unpricedCalls, costUsd }: KnownSpending, limit: number): GateCheck {
  const known = calls > unpricedCalls ? costUsd : null;
  const check = {
    metric: "total_cost_usd",
    condition: "maximum",
    limit,
    n: calls,
    estimate: known,
    lowerBound: known,
    upperBound: unpricedCalls === 0 ? known : null,
    itemsNeeded: null,
  } as const;
  if (known !== null && known > limit)
    return { ...check, outcome: "fail", reason: `it cost ${formatUsd(known)}, above ${formatUsd(limit)}` };
  if (known === null || unpricedCalls > 0)
    return {
      ...check,
      outcome: "inconclusive",
      reason: calls === 0 ? "no cost is known" : `${unpricedCalls} of ${calls} model calls have no price`,
    };
  return { ...check, outcome: "pass", reason: `it cost ${formatUsd(known)}, at most ${formatUsd(limit)}` };
}

/** Metric -> the ceiling that a policy gives it. */
export function ceilingOf(conditions: GatePolicy, name: string): number | undefined {
  return conditions[name]?.maximum;
}
