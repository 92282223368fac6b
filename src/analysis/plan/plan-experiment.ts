import type { BySide } from "../../domain/comparison/by-side.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type {
  ExperimentPlan,
  PlanNoise,
  PlanPrices,
  SamplingDesign,
} from "../../domain/plan/experiment-plan.js";
import { PlanOptionsInvalidError } from "../../domain/plan/plan-errors.js";
import type { Store } from "../../domain/store.js";
import { describe } from "../../statistics/describe.js";
import { standardDeviationUpperBound } from "../../statistics/power/standard-deviation-upper-bound.js";
import { adviseOnPlan, type PlanCircumstances, type PlanFigures } from "./advise-on-plan.js";
import { type DecidingPower, decidingPower } from "./deciding-power.js";
import { type Pilot, readPilot } from "./read-pilot.js";
import {
  cheapestDesign,
  costOf,
  type DesignSpace,
  nextSteps,
  unitPrices,
  varianceOfItem,
} from "./sampling-designs.js";

/** Assumptions that replace or override a pilot; standard deviations are in score points. */
export interface PlanAssumptions {
  /** Of the items' true differences between the variants. */
  readonly sd?: number | undefined;
  /** Of one repetition around its item's mean, on each side. */
  readonly repetitionSd?: number | undefined;
  /** Of one judgement around its output's mean judgement. */
  readonly judgeSd?: number | undefined;
  /** For a yes-or-no score: the share of items on which the sides differ; instead of `sd`. */
  readonly discordant?: number | undefined;
  /** USD of one run, without its judgements. */
  readonly costPerRunUsd?: number | undefined;
  /** USD of one judge sample. */
  readonly costPerJudgementUsd?: number | undefined;
}

/** What to plan for. */
export interface PlanRequest extends Omit<DesignSpace, "noise" | "prices"> {
  readonly definition: string;
  readonly metric: string;
  readonly alpha: number;
  readonly power: number;
  readonly effect: number | null;
  /** Two finished experiments over the same items; null = assumptions only. */
  readonly pilot: BySide<Experiment> | null;
  readonly assumptions: PlanAssumptions;
  /** The design as it is or shall be; what is left out comes from the pilot. */
  readonly design: { readonly [Part in keyof SamplingDesign]?: SamplingDesign[Part] | undefined };
  /** Smallest number of pairs for a verdict on a mean. */
  readonly minimumItems: number;
  readonly circumstances: PlanCircumstances;
}

const CAUTION = 0.8;
/** Of most scores. */
const UNIT = { minimum: 0, maximum: 1 };

/**
 * Plans a comparison of two variants: items, repetitions and judgements for a difference, the smallest difference the
 * present design finds, what both cost, and where the next dollar reduces the error most.
 *
 * Method  Var(d̄) = [ω² + (repetition + judge / J) / K] / n (Miller 2024, §5); power of the tests that decide
 *         (`decidingPower`).
 * @throws PlanOptionsInvalidError, PilotUnusableError
 */
export async function planExperiment(store: Store, request: PlanRequest): Promise<ExperimentPlan> {
  requireGoal(request);
  const pilot =
    request.pilot === null ? null : await readPilot(store, { ...request.pilot, metric: request.metric });
  const noise = chooseNoise(request, pilot);
  const present = chooseDesign(request, pilot, noise);
  const isJudged = present.judgements !== null;
  const prices = choosePrices(request.assumptions, pilot);
  const { maximumItems, maximumRepetitions, maximumJudgements } = request;
  const space: DesignSpace = { noise, prices, maximumItems, maximumRepetitions, maximumJudgements };
  const variance = varianceOfItem(noise, present);
  if (variance === 0) throw new PlanOptionsInvalidError(withoutVariance(request, pilot));
  const standardDeviation = Math.sqrt(variance);
  const { alpha, power, effect } = request;
  const deciding = choosePower(request, { pilot, present });
  const design = { items: present.items, deviation: standardDeviation };
  const plan: PlanFigures = {
    schemaVersion: 1,
    definition: request.definition,
    metric: request.metric,
    alpha,
    power,
    effect,
    method: deciding.method,
    pilot: describePilot(request, pilot),
    noise,
    prices,
    present: {
      ...present,
      ...costOf(prices, present),
      standardError: standardDeviation / Math.sqrt(present.items),
      minimumDetectableEffect: deciding.detectable({ ...design, power }),
      power: effect === null ? null : deciding.powerOf({ ...design, effect }),
    },
    needed:
      effect === null
        ? null
        : findNeeded({ ...request, effect }, { space, present, pilot, isJudged, deciding }),
    unit: unitPrices(prices, isJudged).unit,
    nextSteps: nextSteps(space, present),
  };
  return {
    ...plan,
    ...adviseOnPlan(plan, {
      ...request.circumstances,
      maximumItems,
      minimumItems: deciding.minimumItems,
      isRangeAssumed: pilot === null && deciding.method === "simulation" && deciding.range !== null,
    }),
  };
}

function findNeeded(
  request: PlanRequest & { readonly effect: number },
  {
    space,
    present,
    pilot,
    isJudged,
    deciding,
  }: {
    readonly space: DesignSpace;
    readonly present: SamplingDesign;
    readonly pilot: Pilot | null;
    readonly isJudged: boolean;
    readonly deciding: DecidingPower;
  },
): NonNullable<ExperimentPlan["needed"]> {
  const { effect, power } = request;
  const variance = varianceOfItem(space.noise, present);
  const itemsFor = (ofItem: number): number =>
    deciding.itemsFor({ effect, power, deviation: Math.sqrt(ofItem) });
  const same = { ...present, items: itemsFor(variance) };
  const caution =
    pilot === null
      ? null
      : standardDeviationUpperBound({
          standardDeviation: 1,
          n: pilot.differences.length,
          level: CAUTION,
        });
  return {
    sameSampling: { ...same, ...costOf(space.prices, same) },
    cautiousItems: caution === null ? null : itemsFor(variance * caution ** 2),
    cheapest: cheapestDesign(space, { isJudged, known: same, itemsFor }),
  };
}

/** The tests that will decide: as the pilot's values ask for, else as what is assumed does. */
function choosePower(
  { assumptions, alpha, minimumItems, effect }: PlanRequest,
  { pilot, present }: { readonly pilot: Pilot | null; readonly present: SamplingDesign },
): DecidingPower {
  const { sd, discordant: assumed } = assumptions;
  if (assumed !== undefined) {
    const found = effect ?? 0;
    const discordant = { gains: (assumed + found) / 2, losses: (assumed - found) / 2 };
    return decidingPower({ differences: null, discordant, range: UNIT, alpha, minimumItems });
  }
  if (pilot === null) {
    const isUnit = (sd ?? 0) <= 1 && (effect ?? 0) <= 1;
    return decidingPower({
      differences: null,
      discordant: null,
      range: isUnit ? UNIT : null,
      alpha,
      minimumItems,
    });
  }
  const { differences, range } = pilot;
  const isBinary =
    pilot.isYesOrNo && pilot.repetitions === 1 && present.repetitions === 1 && sd === undefined;
  const shareOf = (sign: number): number =>
    differences.filter((difference) => Math.sign(difference) === sign).length / differences.length;
  const discordant = isBinary ? { gains: shareOf(1), losses: shareOf(-1) } : null;
  const isVaried = describe(differences).variance !== 0;
  return decidingPower({
    differences: isVaried ? differences : null,
    discordant,
    range,
    alpha,
    minimumItems,
  });
}

function requireGoal({ effect, alpha, power, assumptions }: PlanRequest): void {
  const refuse = (problem: string): never => {
    throw new PlanOptionsInvalidError(problem);
  };
  for (const [name, value] of [
    ["alpha", alpha],
    ["power", power],
  ] as const) {
    if (!(value > 0 && value < 1)) refuse(`${name} is ${value}; allowed is a number between 0 and 1.`);
  }
  if (power <= alpha) refuse(`power is ${power}; allowed is above alpha = ${alpha}.`);
  if (effect !== null && !(effect > 0 && Number.isFinite(effect)))
    refuse(`the effect is ${effect}; allowed is a size above 0, in score points, whichever side is better.`);
  const { discordant } = assumptions;
  if (discordant !== undefined && !(discordant > 0 && discordant <= 1 && discordant >= (effect ?? 0)))
    refuse(
      `the discordant share is ${discordant}; allowed is a share of the items above 0 and up to 1${effect === null ? "" : `, not below the effect ${effect}: on so many items the sides differ at least`}.`,
    );
  if (discordant !== undefined && assumptions.sd !== undefined)
    refuse("both sd and the discordant share are stated; the share says the standard deviation already.");
  for (const [name, value] of Object.entries(assumptions)) {
    if (value !== undefined && !(value >= 0 && Number.isFinite(value)))
      refuse(`${name} is ${value}; allowed is a number, 0 or above.`);
  }
}

function chooseNoise({ assumptions, effect, pilot: given }: PlanRequest, pilot: Pilot | null): PlanNoise {
  const { repetitionSd, judgeSd, discordant } = assumptions;
  // Of differences of −1, 0 and 1 with that share of others than 0.
  const sd = discordant === undefined ? assumptions.sd : Math.sqrt(discordant - (effect ?? 0) ** 2);
  const both = (deviation: number | undefined, known: number | null): number | null =>
    deviation === undefined ? known : 2 * deviation ** 2;
  if (pilot === null && sd === undefined) {
    throw new PlanOptionsInvalidError(
      "without a pilot the standard deviation of the items' differences is needed; state it with --sd" +
        (given === null ? "." : " or name other experiments."),
    );
  }
  return {
    itemVariance: sd === undefined ? (pilot as Pilot).itemVariance : sd ** 2,
    repetitionVariance: both(repetitionSd, pilot?.repetitionVariance ?? null),
    judgeVariance: both(judgeSd, pilot?.judgeVariance ?? null),
    source: [sd, repetitionSd, judgeSd].some((value) => value !== undefined) ? "assumed" : "pilot",
  };
}

function chooseDesign(request: PlanRequest, pilot: Pilot | null, noise: PlanNoise): SamplingDesign {
  const { design } = request;
  const items = design.items ?? pilot?.differences.length ?? request.maximumItems;
  if (items === null) {
    throw new PlanOptionsInvalidError("how many items there are is not known; state it with --items.");
  }
  if (items < 2) throw new PlanOptionsInvalidError(`${items} item has no variance; at least 2 are needed.`);
  const isJudged = noise.judgeVariance !== null || (pilot !== null && pilot.judgements !== null);
  if (!isJudged && (design.judgements ?? null) !== null) {
    throw new PlanOptionsInvalidError(
      `${request.metric} is computed, not judged, so that judge samples change nothing; leave them out, or state --judge-sd.`,
    );
  }
  return {
    items,
    repetitions: design.repetitions ?? pilot?.repetitions ?? 1,
    judgements: isJudged ? (design.judgements ?? pilot?.judgements ?? 1) : null,
  };
}

function choosePrices(assumptions: PlanAssumptions, pilot: Pilot | null): PlanPrices {
  const { costPerRunUsd, costPerJudgementUsd } = assumptions;
  const isAssumed = costPerRunUsd !== undefined || costPerJudgementUsd !== undefined;
  return {
    runUsd: costPerRunUsd ?? pilot?.prices.runUsd ?? null,
    judgementUsd: costPerJudgementUsd ?? pilot?.prices.judgementUsd ?? null,
    source: isAssumed || pilot === null ? "assumed" : "pilot",
  };
}

function describePilot({ pilot }: PlanRequest, read: Pilot | null): ExperimentPlan["pilot"] {
  if (pilot === null || read === null) return null;
  const { n, mean, standardDeviation } = describe(read.differences);
  return {
    baseline: pilot.baseline.name,
    candidate: pilot.candidate.name,
    pairs: n,
    meanDifference: mean as number,
    standardDeviation: standardDeviation as number,
    standardDeviationUpperBound: standardDeviationUpperBound({
      standardDeviation: standardDeviation as number,
      n,
      level: CAUTION,
    }),
  };
}

function withoutVariance({ metric }: PlanRequest, pilot: Pilot | null): string {
  if (pilot === null) return "all standard deviations are 0; without noise there is nothing to plan.";
  const [difference] = pilot.differences;
  return (
    `all ${pilot.differences.length} pairs of the pilot differ by exactly ${difference} on ${metric}, ` +
    "which says nothing about the noise of others; run a larger pilot, or state --sd."
  );
}
