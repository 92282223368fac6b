import type { TailDifference } from "../../domain/comparison/tail-difference.js";
import { parseTailMetric } from "../../domain/comparison/tail-difference.js";
import type { GateCheck } from "../../domain/gate/gate.js";
import { type Bounds, UNKNOWN_BOUNDS } from "./gate-bounds.js";
import { described, outcomeOf, reasonOf, refused } from "./gate-check.js";
import type { MetricCheck } from "./metric-check.js";

const WORDS = { median: "median", p95: "95th percentile", geometric_mean: "geometric mean" } as const;

/**
 * Holds a median, 95th percentile or geometric mean to its conditions.
 *
 * Units   `minimum` and `maximum` in the metric's own; so is `maxDrop`, but of a geometric mean a share: 0.1 allows a tenth more.
 */
export function checkTail({ report, candidateId, metric, condition, mean }: MetricCheck): GateCheck[] {
  const tail = parseTailMetric(metric);
  if (tail === null) throw new Error(`${metric} is no median, percentile or geometric mean`);
  const what = WORDS[tail.statistic];
  const kind = tail.of === "latency_ms" ? ("latency" as const) : ("cost" as const);
  const { minimumPairs } = report.policy;
  const checks: GateCheck[] = [];
  for (const side of ["minimum", "maximum"] as const) {
    const limit = condition[side];
    if (limit === undefined) continue;
    if (mean === undefined) throw new Error(`${metric} was not read`);
    const { n, lowerBound, upperBound, mean: estimate } = mean;
    const place = { metric, condition: side, limit, n } as const;
    const refusal =
      n < minimumPairs
        ? `${n} ${n === 1 ? "item" : "items"}; a decision needs at least ${minimumPairs}`
        : mean.refusal;
    if (refusal !== null) checks.push(refused(place, refusal));
    else {
      const wanted = side === "minimum" ? `at least ${limit}` : `at most ${limit}`;
      const bounds = { lowerBound, upperBound };
      const shown = `the ${what} ${described(estimate, { ...bounds, kind })}`;
      checks.push(
        decided(place, {
          estimate,
          bounds,
          sign: side === "minimum" ? 1 : -1,
          threshold: limit,
          shown,
          wanted,
        }),
      );
    }
  }
  if (condition.maxDrop !== undefined) {
    const found = report.tails.find((one) => one.metric === metric && one.candidateId === candidateId);
    checks.push(checkTailDrop(metric, found, { limit: condition.maxDrop, what }));
  }
  return checks;
}

function checkTailDrop(
  metric: string,
  tail: TailDifference | undefined,
  { limit, what }: { readonly limit: number; readonly what: string },
): GateCheck {
  const place = { metric, condition: "maxDrop", limit, n: tail?.candidate.n ?? 0 } as const;
  if (tail === undefined) return refused(place, "the baseline has no such metric");
  const { bounds, verdict, reason, kind, statistic } = tail;
  if (bounds === null || verdict === "insufficient_data" || verdict === "incomparable")
    return refused(place, reason);
  const isRatio = statistic === "geometric_mean";
  const toBetter = (change: number | null): number | null => {
    if (change === null) return null;
    const raw = isRatio ? change - 1 : change;
    return tail.higherIsBetter ? raw : -raw;
  };
  const [lowerBound, upperBound] = (
    tail.higherIsBetter ? [bounds.lower, bounds.upper] : [bounds.upper, bounds.lower]
  ).map(toBetter) as [number | null, number | null];
  const change = toBetter(tail.change);
  const shown = isRatio
    ? `the change of the ${what}, as a share, ${described(change, { lowerBound, upperBound, kind: "score" })}`
    : `the change of the ${what} ${described(change, { lowerBound, upperBound, kind })}`;
  return decided(place, {
    estimate: change,
    bounds: { lowerBound, upperBound },
    sign: 1,
    threshold: -limit,
    shown,
    wanted: `no worse than −${limit}`,
  });
}

function decided(
  place: Pick<GateCheck, "metric" | "condition" | "limit" | "n">,
  {
    estimate,
    bounds,
    sign,
    threshold,
    shown,
    wanted,
  }: {
    readonly estimate: number | null;
    readonly bounds: Bounds;
    readonly sign: 1 | -1;
    readonly threshold: number;
    readonly shown: string;
    readonly wanted: string;
  },
): GateCheck {
  const outcome = outcomeOf(bounds, { limit: threshold, sign });
  const reason = reasonOf(outcome, { what: shown, wanted, n: place.n });
  return { ...place, estimate, ...UNKNOWN_BOUNDS, ...bounds, itemsNeeded: null, outcome, reason };
}
