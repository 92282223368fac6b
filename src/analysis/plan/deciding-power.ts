import type { PlanMethod } from "../../domain/plan/experiment-plan.js";
import { describe } from "../../statistics/describe.js";
import { normalQuantile } from "../../statistics/distributions/normal.js";
import { mcnemarPower } from "../../statistics/power/mcnemar-power.js";
import { pairedTMinimumDetectableEffect } from "../../statistics/power/paired-t-minimum-detectable-effect.js";
import { pairedTItemsNeeded, pairedTPower } from "../../statistics/power/paired-t-power.js";
import { smallestSample } from "../../statistics/power/smallest-sample.js";
import { createRandom, FIXED_SEED } from "../../statistics/seeded-random.js";
import { skewness } from "../../statistics/skewness.js";
import { rangeWidth } from "../comparison/range-width.js";
import { type MetricNature, MINIMUM_ITEMS_UNBOUNDED } from "../comparison/test-mean-difference.js";
import { testPairs } from "../comparison/test-pairs.js";
import { drawDifference, expectedDifferences, tiltTo } from "./expected-differences.js";

/** Comparisons simulated for one power: ± 0.9 points at 80 %. */
const REPLICATES = 2_000;
/** Items for which this many are simulated; of more, half as many. */
const FEW_ITEMS = 100;
/** After this many a search may know that this power is far from the asked one: by more than five standard errors. */
const FIRST_REPLICATES = 250;
const FAR = 5;
/** From this many items on the formula of Student's t serves, where nothing else that must agree can bind. */
const FORMULA_FROM = 200;
const MOST_ITEMS = 10_000_000;
const BISECTIONS = 20;
/** Each step of the search for an effect starts nearer, and so is worth more comparisons. */
const SCALING_REPLICATES = [250, 500, 1_000, REPLICATES];

/** What is known, or assumed, of the items' differences, and how they are decided about. */
export interface PowerSetting {
  /** Of a pilot; null = normal. */
  readonly differences: readonly number[] | null;
  /** Share of the items on which yes-or-no values of one repetition differ; null for other scores. */
  readonly discordant: { readonly gains: number; readonly losses: number } | null;
  readonly range: MetricNature["range"];
  readonly alpha: number;
  /** Fewer pairs than this give no verdict. */
  readonly minimumItems: number;
}

/** This many items, an effect, and the standard deviation of an item's difference. */
interface Design {
  readonly items: number;
  readonly effect: number;
  readonly deviation: number;
}

/** How many comparisons are simulated. */
interface Effort {
  readonly replicates: number;
  /** The power that a search is after: one that is far from it need not be known well. */
  readonly asked?: number;
}

/** The power of the code that decides. */
export interface DecidingPower {
  readonly method: PlanMethod;
  readonly range: MetricNature["range"];
  /** Fewer items give no verdict. */
  readonly minimumItems: number;
  /** The chance that this many items find the effect; `deviation` is that of an item's difference. */
  powerOf(design: Design): number;
  /** Items that find it with that power. */
  itemsFor(goal: { readonly effect: number; readonly power: number; readonly deviation: number }): number;
  /** The smallest effect that this many items find with that power. */
  detectable(design: { readonly items: number; readonly power: number; readonly deviation: number }): number;
}

/**
 * The power of the tests that decide a comparison.
 *
 * Method  yes-or-no values of one repetition: McNemar exact, by its formula. Else `testPairs`, the code that decides, on
 *         simulated comparisons whose differences are like the pilot's, or normal if there is none; where Student's t alone
 *         can decide, by its exact formula.
 */
export function decidingPower(setting: PowerSetting): DecidingPower {
  const { discordant, alpha, range } = setting;
  const minimumItems =
    range === null ? Math.max(setting.minimumItems, MINIMUM_ITEMS_UNBOUNDED.score) : setting.minimumItems;
  const powerBy = (design: Design, effort: Effort): number => {
    const { items, effect, deviation } = design;
    if (items < minimumItems) return 0;
    if (discordant !== null) return mcnemarPower({ n: items, ...discordantAt(effect, discordant), alpha });
    if (isDecidedByT(setting, { items, deviation }))
      return pairedTPower({ effect: effect / deviation, n: items, alpha });
    return simulate(setting, design, effort);
  };
  const powerOf: DecidingPower["powerOf"] = (design) => powerBy(design, { replicates: REPLICATES });
  const itemsFor: DecidingPower["itemsFor"] = ({ effect, power, deviation }) => {
    const start = pairedTItemsNeeded({ effect: effect / deviation, power, alpha }) ?? minimumItems;
    // A simulated power counts for two standard errors less, so that its own chance leaves no plan with too few.
    const margin = Math.min(2 * Math.sqrt((power * (1 - power)) / REPLICATES), (1 - power) / 2);
    const isExact = (items: number): boolean =>
      discordant !== null || isDecidedByT(setting, { items, deviation });
    const at = (items: number): number => {
      const effort = { replicates: REPLICATES, asked: power + margin };
      return powerBy({ items, effect, deviation }, effort) - (isExact(items) ? 0 : margin);
    };
    const limits = { power, start, minimum: minimumItems, maximum: MOST_ITEMS };
    let items = smallestSample(at, limits) ?? MOST_ITEMS;
    // A formula has no noise: the smallest number is the smallest.
    if (isExact(items)) while (items > minimumItems && at(items - 1) >= power) items -= 1;
    return items;
  };
  return {
    method: discordant === null ? "simulation" : "mcnemar",
    range,
    minimumItems,
    powerOf,
    itemsFor,
    detectable: ({ items, power, deviation }) => {
      const n = Math.max(items, minimumItems);
      const start = pairedTMinimumDetectableEffect({ n, power, alpha }) * deviation;
      const at = (effect: number, replicates = REPLICATES): number =>
        powerBy({ items: n, effect, deviation }, { replicates });
      return discordant === null ? scaleEffect(at, { start, power, alpha }) : findEffect(at, power);
    },
  };
}

/** Whether of all tests that must agree Student's t asks most: of many items whose differences are neither skewed nor small. */
function isDecidedByT(
  { differences, range, alpha }: PowerSetting,
  { items, deviation }: { readonly items: number; readonly deviation: number },
): boolean {
  if (items < FORMULA_FROM) return false;
  const tail = differences === null ? 0 : Math.abs(skewness(differences) ?? 0);
  if (tail > 0.1 * Math.sqrt(items)) return false;
  const half = (normalQuantile(1 - alpha / 2) * deviation) / Math.sqrt(items);
  const unseen = range === null ? 0 : rangeWidth(range) * (1 - alpha ** (1 / items));
  return unseen < half;
}

/** The effect with that power, as a power's normal quantile grows in proportion to the effect. */
function scaleEffect(
  powerOf: (effect: number, replicates: number) => number,
  { start, power, alpha }: { readonly start: number; readonly power: number; readonly alpha: number },
): number {
  const reach = (share: number): number =>
    normalQuantile(1 - alpha / 2) + normalQuantile(Math.min(0.999, Math.max(0.01, share)));
  let effect = start;
  for (const replicates of SCALING_REPLICATES)
    effect *= Math.max(0.5, reach(power) / reach(powerOf(effect, replicates)));
  return effect;
}

/** The effect, a share of the items, with that power; 1 where none has it. */
function findEffect(powerOf: (effect: number) => number, power: number): number {
  let [lower, upper] = [0, 1];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (lower + upper) / 2;
    if (powerOf(middle) < power) lower = middle;
    else upper = middle;
  }
  return upper;
}

/** Gains and losses with the asked difference, nearest to those that are known; without losses where it is larger. */
function discordantAt(
  effect: number,
  { gains, losses }: NonNullable<PowerSetting["discordant"]>,
): NonNullable<PowerSetting["discordant"]> {
  if (Math.abs(gains - losses - effect) < 1e-12) return { gains, losses };
  // A share of nothing cannot be tilted: a pilot without a loss does not show that there is none.
  const floor = 1e-4;
  const shares = [Math.max(floor, losses), Math.max(floor, 1 - gains - losses), Math.max(floor, gains)];
  const tilted = tiltTo(effect, { values: [-1, 0, 1], shares });
  return tilted === null
    ? { gains: Math.min(1, effect), losses: 0 }
    : { gains: tilted[2] as number, losses: tilted[0] as number };
}

function simulate(
  { differences, range, alpha }: PowerSetting,
  { items, effect, deviation }: Design,
  { replicates: wanted, asked }: Effort,
): number {
  const random = createRandom(FIXED_SEED);
  const width = range === null ? Number.POSITIVE_INFINITY : rangeWidth(range);
  const draw = drawer({ differences, effect, deviation }, random);
  let found = 0;
  const replicates = items <= FEW_ITEMS ? wanted : wanted / 2;
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    if (asked !== undefined && replicate === FIRST_REPLICATES) {
      const error = Math.sqrt((asked * (1 - asked)) / replicate);
      if (Math.abs(found / replicate - asked) > FAR * error) return found / replicate;
    }
    const sample = Array.from({ length: items }, () => Math.max(-width, Math.min(width, draw())));
    const { pValue, meanDifference, refusal } = testPairs(
      { differences: sample, clusters: null, isBinary: false, nature: { kind: "score", range } },
      1 - alpha,
    );
    if (pValue !== null && pValue <= alpha && (meanDifference ?? 0) > 0 && refusal === null) found += 1;
  }
  return found / replicates;
}

/** Draws differences with that mean, and that deviation, of the pilot's shape or normal. */
function drawer(
  {
    differences,
    effect,
    deviation,
  }: { readonly differences: readonly number[] | null; readonly effect: number; readonly deviation: number },
  random: () => number,
): () => number {
  if (differences === null)
    return () =>
      effect + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const expected = expectedDifferences(scaled(differences, deviation), effect);
  return () => drawDifference(expected, random());
}

/** The same with another standard deviation: with other repetitions or judgements than the pilot's. */
function scaled(differences: readonly number[], deviation: number): readonly number[] {
  const { mean, standardDeviation } = describe(differences);
  const factor = deviation / (standardDeviation as number);
  if (Math.abs(factor - 1) < 1e-9) return differences;
  return differences.map((difference) => (mean as number) + factor * (difference - (mean as number)));
}
