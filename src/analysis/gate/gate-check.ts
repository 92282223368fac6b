import type { MetricKind } from "../../domain/experiment/experiment-summary.js";
import type { GateCheck, GateOutcome } from "../../domain/gate/gate.js";
import { counted } from "../../formatting/counted.js";
import { formatNumber } from "../../formatting/format-number.js";
import { withUnit } from "../../formatting/with-unit.js";
import type { Bounds } from "./gate-bounds.js";

/** A condition that nothing is decided about, with the reason. */
export function refused(
  place: Pick<GateCheck, "metric" | "condition" | "limit" | "n">,
  reason: string,
): GateCheck {
  const unknown = { estimate: null, lowerBound: null, upperBound: null, itemsNeeded: null };
  return { ...place, ...unknown, outcome: "inconclusive", reason };
}

/** Whether the estimate is proven to be above (sign 1) or below (sign −1) the limit, or proven not to be. */
export function outcomeOf(
  { lowerBound, upperBound }: Bounds,
  { limit, sign }: { readonly limit: number; readonly sign: 1 | -1 },
): GateOutcome {
  const isAbove = lowerBound !== null && (sign === 1 ? lowerBound >= limit : lowerBound > limit);
  const isBelow = upperBound !== null && (sign === 1 ? upperBound < limit : upperBound <= limit);
  if (sign === 1 ? isAbove : isBelow) return "pass";
  return (sign === 1 ? isBelow : isAbove) ? "fail" : "inconclusive";
}

/** An outcome in words. */
export function reasonOf(
  outcome: GateOutcome,
  { what, wanted, n }: { readonly what: string; readonly wanted: string; readonly n: number },
): string {
  if (outcome === "pass") return `${what} is shown to be ${wanted}`;
  if (outcome === "fail") return `${what} is shown not to be ${wanted}`;
  return `${what} of ${counted(n, "item")} does not tell whether it is ${wanted}`;
}

/** An estimate with its one-sided bounds and unit. */
export function described(
  estimate: number | null,
  { lowerBound, upperBound, kind }: Bounds & { readonly kind: MetricKind },
): string {
  const end = (bound: number | null): string => (bound === null ? "not known" : formatNumber(bound));
  const isUnknown = lowerBound === null && upperBound === null;
  const bounds = isUnknown ? "–" : `[${end(lowerBound)}, ${end(upperBound)}]`;
  return `${withUnit(formatNumber(estimate), kind)} ${withUnit(bounds, kind)}`;
}
