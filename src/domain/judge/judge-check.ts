import { z } from "zod";
import { Interval } from "../experiment/experiment-summary.js";
import { LabelCorrection } from "../label/label-correction.js";

/** How often each human category met each of the judge's; rows are people's, columns the judge's. */
export const ConfusionMatrix = z.object({
  categories: z.array(z.number()),
  counts: z.array(z.array(z.int())),
});

/** How a judge compares with people, on the runs that both scored. */
export const JudgeCheck = z.object({
  schemaVersion: z.literal(1),
  metric: z.string(),
  labelName: z.string(),
  experiments: z.array(z.object({ id: z.string(), name: z.string(), variant: z.string() })),
  /** Runs with a label and a judgement. */
  runs: z.int(),
  /** Items of these runs; intervals count items, not runs. */
  items: z.int(),
  /** Labelled runs that the judge left unscored. */
  unscoredRuns: z.int(),
  /** How values became categories: two, or five on the scale 1–5; null where neither applies. */
  scale: z.enum(["binary", "one_to_five"]).nullable(),
  /** Share of runs in the same category. */
  agreement: z.number().nullable(),
  /** Plain for two categories, with quadratic weights for five. */
  kappa: z.number().nullable(),
  kappaInterval: Interval.nullable(),
  /** Gwet's AC1 for two categories, stable where nearly all are alike. */
  ac1: z.number().nullable(),
  /** Krippendorff: nominal for two categories, else interval. */
  alpha: z.number().nullable(),
  /** Krippendorff's alpha among the annotators, the ceiling of any judge; null with fewer than two. */
  humanAlpha: z.number().nullable(),
  spearman: z.number().nullable(),
  pearson: z.number().nullable(),
  /** Mean of judge − human: positive is lenient. */
  bias: z.number().nullable(),
  biasInterval: Interval.nullable(),
  meanAbsoluteError: z.number().nullable(),
  /** The judge's own noise: standard deviation between its samples of one output; null if it stores none. */
  judgeNoise: z.number().nullable(),
  confusion: ConfusionMatrix.nullable(),
  /** P(judge passes | people pass) and P(judge fails | people fail); two categories only. */
  sensitivity: z.number().nullable(),
  specificity: z.number().nullable(),
  /** Each experiment's mean as the judge sees it and as corrected by the labels. */
  means: z.array(z.object({ experimentId: z.string(), correction: LabelCorrection })),
  /** Each candidate against the first experiment: what the judge says, and what remains after correction. */
  differences: z.array(
    z.object({
      candidateId: z.string(),
      judgeInterval: Interval.nullable(),
      correction: LabelCorrection,
      /** Which way each interval points; `undecided` when it holds zero or is undefined. */
      judgeSays: z.enum(["higher", "lower", "undecided"]),
      correctedSays: z.enum(["higher", "lower", "undecided"]),
    }),
  ),
  /** Krippendorff's reading of alpha: good from 0.8, tentative from 0.667; undefined too below ten items. */
  grade: z.enum(["good", "tentative", "poor", "undefined"]),
  summary: z.string(),
  warnings: z.array(z.string()),
});
export type JudgeCheck = z.infer<typeof JudgeCheck>;
