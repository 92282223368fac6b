import type { SequentialResult, StopEarly } from "../../domain/comparison/sequential-result.js";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { asymptoticConfidenceSequence } from "../../statistics/sequential/asymptotic-confidence-sequence.js";
import { sequenceRho } from "./sequence-rho.js";

const MOST_LOOKS = 200;

/** What a sequence is drawn from. */
export interface SequentialEvidence {
  /** Candidate minus baseline of the completed prefix, in the recorded order. */
  readonly differences: readonly number[];
  readonly alpha: number;
  readonly itemsPlanned: number;
  readonly higherIsBetter: boolean;
  readonly plan: StopEarly;
}

/** Decision, figures and looks of one candidate against the baseline. */
export type SequentialDecision = Pick<
  SequentialResult,
  "decision" | "decidedAtItems" | "meanDifference" | "interval" | "looks"
>;

/**
 * Decides as soon as the anytime-valid interval excludes zero, or lies within ± the futility margin.
 *
 * Source  asymptotic confidence sequence, Waudby-Smith et al. 2021, tuned by `sequenceRho`.
 */
export function decideSequentially({
  differences,
  alpha,
  itemsPlanned,
  higherIsBetter,
  plan,
}: SequentialEvidence): SequentialDecision {
  const rho = sequenceRho({ alpha, itemsPlanned, minimumItems: plan.minimumItems });
  const sequence = asymptoticConfidenceSequence(differences, { alpha, rho, start: plan.minimumItems });
  const decide = ({ lower, upper }: Interval): SequentialDecision["decision"] => {
    if (lower > 0 || upper < 0) return lower > 0 === higherIsBetter ? "better" : "worse";
    const margin = plan.futilityMargin;
    return margin !== null && lower > -margin && upper < margin ? "futile" : "undecided";
  };
  let decided: { readonly interval: Interval; readonly items: number } | null = null;
  const looks: SequentialResult["looks"] = [];
  let sum = 0;
  for (const [index, interval] of sequence.entries()) {
    sum += differences[index] as number;
    if (interval === null) continue;
    const items = index + 1;
    looks.push({ items, meanDifference: sum / items, lower: interval.lower, upper: interval.upper });
    if (decided === null && decide(interval) !== "undecided") decided = { interval, items };
  }
  const decision = decided === null ? "undecided" : decide(decided.interval);
  const last = sequence.at(-1) ?? null;
  return {
    decision,
    decidedAtItems: decided?.items ?? null,
    meanDifference: differences.length === 0 ? null : sum / differences.length,
    // All intervals hold together, so the one that decided still stands where later items made the last one doubtful.
    interval: decided === null || (last !== null && decide(last) === decision) ? last : decided.interval,
    looks: thin(looks),
  };
}

function thin(looks: SequentialResult["looks"]): SequentialResult["looks"] {
  const step = Math.ceil(looks.length / MOST_LOOKS);
  return looks.filter((_, index) => index === looks.length - 1 || index % step === 0);
}
