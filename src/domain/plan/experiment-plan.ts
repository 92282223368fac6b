import { z } from "zod";

/** Where a figure of a plan comes from. */
export const PlanSource = z.enum(["pilot", "assumed"]);
export type PlanSource = z.infer<typeof PlanSource>;

/** How the power of the deciding test is known: McNemar's by its formula, that of all others by simulating comparisons. */
export const PlanMethod = z.enum(["mcnemar", "simulation"]);
export type PlanMethod = z.infer<typeof PlanMethod>;

/** How many items, repetitions of each and judgements of each output; judgements are null without a judge. */
export const SamplingDesign = z.object({
  items: z.int(),
  repetitions: z.int(),
  judgements: z.int().nullable(),
});
export type SamplingDesign = z.infer<typeof SamplingDesign>;

/** What a design takes, both sides together. */
export const DesignCost = z.object({
  pipelineCalls: z.int(),
  judgeCalls: z.int(),
  /** Null where a price is unknown, never 0 for unknown. */
  costUsd: z.number().nullable(),
});
export type DesignCost = z.infer<typeof DesignCost>;

/** Variances of the paired difference, in squared score points, and where they come from. */
export const PlanNoise = z.object({
  /** ω²: between the items' true differences; only more items average it out. */
  itemVariance: z.number(),
  /** Both sides' variance between repetitions of an item; null = not separable, and then within itemVariance. */
  repetitionVariance: z.number().nullable(),
  /** Both sides' variance between judgements of one output; null = no judge, or not separable. */
  judgeVariance: z.number().nullable(),
  source: PlanSource,
});
export type PlanNoise = z.infer<typeof PlanNoise>;

/** Prices per call in USD; null = unknown. */
export const PlanPrices = z.object({
  runUsd: z.number().nullable(),
  judgementUsd: z.number().nullable(),
  source: PlanSource,
});
export type PlanPrices = z.infer<typeof PlanPrices>;

/** A way to reduce the error, and what one more dollar (or call) spent on it brings. */
export const PlanStep = z.object({
  what: z.enum(["items", "repetitions", "judgements"]),
  /** Reduction of the variance of the mean difference per unit spent. */
  varianceReductionPerUnit: z.number(),
  /** Standard error of the mean difference when a tenth of the present cost is spent on this. */
  standardErrorAfterTenPercent: z.number(),
  /** Why it cannot be done; null when it can. */
  obstacle: z.string().nullable(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** A design that finds the effect. */
export const SufficientDesign = SamplingDesign.extend(DesignCost.shape);
export type SufficientDesign = z.infer<typeof SufficientDesign>;

/** What it takes to see a difference between two variants; rendered as table and as JSON. */
export const ExperimentPlan = z.object({
  schemaVersion: z.literal(1),
  definition: z.string(),
  metric: z.string(),
  alpha: z.number(),
  power: z.number(),
  /** Difference to be found, in score points; null = none was asked for. */
  effect: z.number().nullable(),
  method: PlanMethod,
  pilot: z
    .object({
      baseline: z.string(),
      candidate: z.string(),
      pairs: z.int(),
      meanDifference: z.number(),
      standardDeviation: z.number(),
      /** One-sided 80 % upper bound: a small pilot may have been lucky. */
      standardDeviationUpperBound: z.number(),
    })
    .nullable(),
  noise: PlanNoise,
  prices: PlanPrices,
  /** The design as it is now, or as the options say. */
  present: SamplingDesign.extend(DesignCost.shape).extend({
    standardError: z.number(),
    minimumDetectableEffect: z.number(),
    /** Chance to find the effect asked for; null when none was. */
    power: z.number().nullable(),
  }),
  needed: z
    .object({
      /** With the repetitions and judgements of the present design. */
      sameSampling: SufficientDesign,
      /** The same if the pilot's standard deviation is at its upper bound; null without a pilot. */
      cautiousItems: z.int().nullable(),
      /** The cheapest design within the limits; null when none of them is enough. */
      cheapest: SufficientDesign.nullable(),
    })
    .nullable(),
  /** The unit of `nextSteps`: USD, or calls if a price is unknown. */
  unit: z.enum(["usd", "calls"]),
  /** Best first. */
  nextSteps: z.array(PlanStep),
  /** A sentence for people who do not read tables. */
  advice: z.string(),
  notes: z.array(z.string()),
});
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;
