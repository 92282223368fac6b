import type { SequentialResult, StopEarly } from "../domain/sequential-result.js";
import {
  asymptoticConfidenceSequence,
  tuneRho,
} from "../statistics/sequential/asymptotic-confidence-sequence.js";

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
 * Source  asymptotic confidence sequence, Waudby-Smith et al. 2021; tuned to be tightest at half the planned items, so
 * that both a large difference early and a small one late can be seen.
 */
export function decideSequentially({
  differences,
  alpha,
  itemsPlanned,
  higherIsBetter,
  plan,
}: SequentialEvidence): SequentialDecision {
  const rho = tuneRho({ items: Math.max(plan.minimumItems, itemsPlanned / 2), alpha });
  const sequence = asymptoticConfidenceSequence(differences, { alpha, rho, start: plan.minimumItems });
  const margin = plan.futilityMargin;
  let decision: SequentialDecision["decision"] = "undecided";
  let decidedAtItems: number | null = null;
  const looks: SequentialResult["looks"] = [];
  let sum = 0;
  for (const [index, interval] of sequence.entries()) {
    sum += differences[index] as number;
    if (interval === null) continue;
    const items = index + 1;
    const { lower, upper } = interval;
    looks.push({ items, meanDifference: sum / items, lower, upper });
    if (decision !== "undecided") continue;
    if (lower > 0 || upper < 0) decision = lower > 0 === higherIsBetter ? "better" : "worse";
    else if (margin !== null && lower > -margin && upper < margin) decision = "futile";
    if (decision !== "undecided") decidedAtItems = items;
  }
  return {
    decision,
    decidedAtItems,
    meanDifference: differences.length === 0 ? null : sum / differences.length,
    interval: sequence.at(-1) ?? null,
    looks: thin(looks),
  };
}

function thin(looks: SequentialResult["looks"]): SequentialResult["looks"] {
  const step = Math.ceil(looks.length / MOST_LOOKS);
  return looks.filter((_, index) => index === looks.length - 1 || index % step === 0);
}
