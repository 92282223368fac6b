import type {
  DesignCost,
  PlanNoise,
  PlanPrices,
  PlanStep,
  SamplingDesign,
  SufficientDesign,
} from "../../domain/plan/experiment-plan.js";

/** Both sides of a comparison are run. */
const SIDES = 2;
/** A tenth more. */
const MORE = 1.1;

/** What is fixed while designs are compared. */
export interface DesignSpace {
  readonly noise: PlanNoise;
  readonly prices: PlanPrices;
  /** More items than this do not exist; null = as many as wanted. */
  readonly maximumItems: number | null;
  readonly maximumRepetitions: number;
  readonly maximumJudgements: number;
}

/** Variance of one item's mean difference: ω² + (repetition + judge / J) / K. */
export function varianceOfItem(noise: PlanNoise, design: Omit<SamplingDesign, "items">): number {
  const perRepetition =
    (noise.repetitionVariance ?? 0) + (noise.judgeVariance ?? 0) / (design.judgements ?? 1);
  return noise.itemVariance + perRepetition / design.repetitions;
}

/** Calls and USD of a design, both sides together. */
export function costOf(prices: PlanPrices, design: SamplingDesign): DesignCost {
  const pipelineCalls = SIDES * design.items * design.repetitions;
  const judgeCalls = pipelineCalls * (design.judgements ?? 0);
  const { runUsd, judgementUsd } = prices;
  const isKnown = runUsd !== null && (judgeCalls === 0 || judgementUsd !== null);
  return {
    pipelineCalls,
    judgeCalls,
    costUsd: isKnown ? pipelineCalls * runUsd + judgeCalls * (judgementUsd ?? 0) : null,
  };
}

/** Price of one run and one judgement in the unit designs are compared in: USD where known, else calls. */
export function unitPrices(
  prices: PlanPrices,
  isJudged: boolean,
): { readonly unit: "usd" | "calls"; readonly run: number; readonly judgement: number } {
  const { runUsd, judgementUsd } = prices;
  if (runUsd === null || (isJudged && judgementUsd === null))
    return { unit: "calls", run: 1, judgement: isJudged ? 1 : 0 };
  // Free calls cannot be compared by their price.
  if (runUsd + (judgementUsd ?? 0) === 0) return { unit: "calls", run: 1, judgement: isJudged ? 1 : 0 };
  return { unit: "usd", run: runUsd, judgement: judgementUsd ?? 0 };
}

/**
 * The cheapest design within the limits that finds the effect; null when none does.
 *
 * Method  items grow with the variance of an item's difference, from those of a known design; the one chosen is then planned
 *         by the tests that decide.
 */
export function cheapestDesign(
  space: DesignSpace,
  {
    isJudged,
    known,
    itemsFor,
  }: {
    readonly isJudged: boolean;
    readonly known: SamplingDesign;
    /** Variance of an item's difference -> items. */
    readonly itemsFor: (variance: number) => number;
  },
): SufficientDesign | null {
  const price = unitPrices(space.prices, isJudged);
  const perVariance = known.items / varianceOfItem(space.noise, known);
  let best: { readonly total: number; readonly design: SamplingDesign } | null = null;
  const judgementCounts = isJudged
    ? Array.from({ length: space.maximumJudgements }, (_, index) => index + 1)
    : [null];
  for (let repetitions = 1; repetitions <= space.maximumRepetitions; repetitions += 1) {
    for (const judgements of judgementCounts) {
      const isKnown = repetitions === known.repetitions && judgements === known.judgements;
      const variance = varianceOfItem(space.noise, { repetitions, judgements });
      const items = isKnown ? known.items : Math.ceil(variance * perVariance);
      if (space.maximumItems !== null && items > space.maximumItems) continue;
      const total = items * repetitions * (price.run + (judgements ?? 0) * price.judgement);
      if (best === null || total < best.total) best = { total, design: { items, repetitions, judgements } };
    }
  }
  if (best === null) return null;
  const items = itemsFor(varianceOfItem(space.noise, best.design));
  if (space.maximumItems !== null && items > space.maximumItems) return null;
  const design = { ...best.design, items };
  return { ...design, ...costOf(space.prices, design) };
}

/** The gain of one more dollar (or call) spent on items, repetitions or judgements; best first. */
export function nextSteps(space: DesignSpace, present: SamplingDesign): PlanStep[] {
  const { noise } = space;
  const { items, repetitions } = present;
  const isJudged = present.judgements !== null;
  const judgements = present.judgements ?? 1;
  const price = unitPrices(space.prices, isJudged);
  const runPrice = price.run + (isJudged ? judgements * price.judgement : 0);
  const perRepetition = (noise.repetitionVariance ?? 0) + (noise.judgeVariance ?? 0) / judgements;
  const total = varianceOfItem(noise, present);
  // Derivatives of Var(d̄) = [ω² + (g + j / J) / K] / n, divided by those of the cost 2 n K (run + J judgement).
  const steps: PlanStep[] = [
    {
      what: "items",
      varianceReductionPerUnit: total / items ** 2 / (SIDES * repetitions * runPrice),
      standardErrorAfterTenPercent: Math.sqrt(total / (MORE * items)),
      obstacle: obstacleToItems(space.maximumItems, items),
    },
    {
      what: "repetitions",
      varianceReductionPerUnit: perRepetition / repetitions ** 2 / items / (SIDES * items * runPrice),
      standardErrorAfterTenPercent: Math.sqrt(
        varianceOfItem(noise, { ...present, repetitions: MORE * repetitions }) / items,
      ),
      obstacle:
        noise.repetitionVariance === null && noise.judgeVariance === null
          ? "repetition noise is not known: state --repetition-sd, or run a pilot with --repetitions 2, since a single run of an item cannot tell it from the items' own"
          : null,
    },
  ];
  if (isJudged) steps.push(judgementStep(noise, { ...present, judgements }, { ...price, runPrice }));
  return steps.sort((left, right) => {
    const possible = Number(left.obstacle !== null) - Number(right.obstacle !== null);
    return possible || right.varianceReductionPerUnit - left.varianceReductionPerUnit;
  });
}

function judgementStep(
  noise: PlanNoise,
  present: SamplingDesign & { readonly judgements: number },
  { judgement, runPrice }: { readonly judgement: number; readonly runPrice: number },
): PlanStep {
  const { items, repetitions, judgements } = present;
  const what = "judgements";
  const unknown = { what, varianceReductionPerUnit: 0 } as const;
  const standardErrorAfterTenPercent = Math.sqrt(varianceOfItem(noise, present) / items);
  if (noise.judgeVariance === null) {
    const obstacle = "judge noise is not known: the judge gave one judgement per output";
    return { ...unknown, standardErrorAfterTenPercent, obstacle };
  }
  if (judgement === 0) {
    const obstacle = "judgements are free: take as many as you like";
    return { ...unknown, standardErrorAfterTenPercent, obstacle };
  }
  // A tenth of what a run costs with its judgements buys this many more of them.
  const more = judgements + ((MORE - 1) * runPrice) / judgement;
  return {
    what,
    varianceReductionPerUnit:
      noise.judgeVariance /
      (repetitions * judgements ** 2 * items) /
      (SIDES * items * repetitions * judgement),
    standardErrorAfterTenPercent: Math.sqrt(varianceOfItem(noise, { ...present, judgements: more }) / items),
    obstacle: null,
  };
}

function obstacleToItems(maximumItems: number | null, items: number): string | null {
  return maximumItems !== null && items >= maximumItems
    ? `all ${maximumItems} items are in use already; write more, or allow them with --max-items`
    : null;
}
