import type { ExperimentPlan, SamplingDesign } from "../../domain/plan/experiment-plan.js";
import { percent } from "../../formatting/percent.js";

const UNITS_IN_WORDS = { items: "items", repetitions: "repetitions", judgements: "judge samples" } as const;

/** A plan without what is said of it in words. */
export type PlanFigures = Omit<ExperimentPlan, "advice" | "notes">;

/** Requirements of a definition's policy that the plan's formula does not include. */
export interface PlanCircumstances {
  /** Variants beside the baseline. */
  readonly candidates: number;
  readonly clusterBy: string | null;
  readonly stopsEarly: boolean;
}

interface PlanLimits extends PlanCircumstances {
  /** Whether a range of 0 to 1 is taken for granted. */
  readonly isRangeAssumed: boolean;
  readonly maximumItems: number | null;
  readonly minimumItems: number;
}

/** Puts a plan into a sentence for people who do not read tables, with what they must know before believing it. */
export function adviseOnPlan(
  plan: PlanFigures,
  limits: PlanLimits,
): Pick<ExperimentPlan, "advice" | "notes"> {
  return {
    advice: `${adviseOnDesign(plan)} ${adviseOnStep(plan)}`,
    notes: [...listNotes(plan, limits), ...policyNotes(plan, limits)],
  };
}

function adviseOnDesign({ effect, power, present, needed }: PlanFigures): string {
  const wanted = percent(power);
  const mde = present.minimumDetectableEffect.toPrecision(3);
  if (effect === null || needed === null)
    return `The present design of ${nameDesign(present)} finds a difference of ${mde} with ${wanted} power.`;
  const chance = percent(present.power ?? 0, 0);
  if (needed.sameSampling.items <= present.items) {
    return `The present design of ${nameDesign(present)} is enough: it finds a difference of ${effect} with ${chance} power.`;
  }
  const best = needed.cheapest;
  if (best === null) {
    return (
      `No design within the limits finds a difference of ${effect} with ${wanted} power; ` +
      `with the present sampling ${needed.sameSampling.items} items are needed, and ${present.items} items find ${mde}.`
    );
  }
  return `A difference of ${effect} needs ${nameDesign(best)} for ${wanted} power; the present ${nameDesign(present)} find it in ${chance} of cases.`;
}

function adviseOnStep({ nextSteps, unit }: PlanFigures): string {
  const [first, second] = nextSteps.filter(({ obstacle }) => obstacle === null);
  const spent = unit === "usd" ? "dollar" : "call";
  if (first === undefined || first.varianceReductionPerUnit === 0)
    return `No ${spent} more reduces the error within the limits.`;
  const sentence = `The next ${spent} reduces the error most when spent on ${UNITS_IN_WORDS[first.what]}`;
  if (second === undefined || second.varianceReductionPerUnit === 0) return `${sentence}.`;
  const times = first.varianceReductionPerUnit / second.varianceReductionPerUnit;
  return times < 1.05
    ? `${sentence} or on ${UNITS_IN_WORDS[second.what]}, which bring the same.`
    : `${sentence}: ${times.toFixed(1)} times as much as on ${UNITS_IN_WORDS[second.what]}.`;
}

function nameDesign({ items, repetitions, judgements }: SamplingDesign): string {
  const parts = [`${items} items`, `${repetitions} repetition${repetitions === 1 ? "" : "s"}`];
  if (judgements !== null) parts.push(`${judgements} judge sample${judgements === 1 ? "" : "s"}`);
  return parts.join(" × ");
}

function listNotes(
  { method, pilot, noise, prices, present, needed }: PlanFigures,
  { maximumItems, minimumItems, isRangeAssumed }: PlanLimits,
): string[] {
  const notes: string[] = [
    method === "mcnemar"
      ? "Power is that of McNemar's exact test, which decides about yes-or-no scores of one repetition."
      : "Power is that of the tests that decide, found by simulating comparisons where no formula has it.",
  ];
  if (isRangeAssumed) notes.push("Scores are taken to lie in 0 to 1.");
  if (pilot !== null && pilot.pairs < 30)
    notes.push(
      `The pilot has ${pilot.pairs} pairs: its standard deviation ${pilot.standardDeviation.toPrecision(3)} may well be ${pilot.standardDeviationUpperBound.toPrecision(3)} (upper 80 % bound).`,
    );
  if (noise.repetitionVariance === null)
    notes.push(
      "Repetition noise could not be separated from the items' own, and counts as theirs: repetitions may help more than shown.",
    );
  if (noise.judgeVariance === null && present.judgements !== null)
    notes.push("Judge noise could not be separated: no score holds more than one judgement.");
  if (prices.runUsd === null || (present.judgements !== null && prices.judgementUsd === null))
    notes.push(
      "A price is unknown, so that calls are compared, each counting the same; state prices with --cost-per-run and --cost-per-judgement.",
    );
  if (needed?.sameSampling.items === minimumItems)
    notes.push(`Fewer than ${minimumItems} items give no verdict on a mean, however large the effect.`);
  if (needed !== null && maximumItems !== null && needed.sameSampling.items > maximumItems)
    notes.push(`The dataset has ${maximumItems} items, fewer than the present sampling needs.`);
  return notes;
}

function policyNotes({ alpha }: Pick<ExperimentPlan, "alpha">, limits: PlanLimits): string[] {
  const { candidates, clusterBy, stopsEarly } = limits;
  const notes: string[] = [];
  if (candidates > 1)
    notes.push(
      `This is for one candidate; with ${candidates} the correction for several may ask ${Number((alpha / candidates).toPrecision(3))} of a test: plan that with --alpha.`,
    );
  if (clusterBy !== null)
    notes.push(
      `Items count as independent here; the policy clusters them by ${clusterBy}, and items that are alike tell less: more are needed, and clusters rather than items.`,
    );
  if (stopsEarly)
    notes.push(
      "The policy stops early: its interval is wider than that of a comparison nobody looks at before the end, so the last item finds somewhat larger differences than this.",
    );
  return notes;
}
