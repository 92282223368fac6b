import { z } from "zod";

/** Fewer frozen outputs than this say too little about a judge. */
export const MINIMUM_ANCHORS = 20;

/**
 * Whether a judge still scores the same frozen outputs as it did: the anchors are judged again with each experiment,
 * so that a hosted model that changed behind its name is found out.
 */
export const JudgeDrift = z.object({
  metric: z.string(),
  /** Anchors scored now and before. */
  anchors: z.int(),
  /** Mean over these anchors, now. */
  mean: z.number().nullable(),
  /** Mean over these anchors of all earlier judgings with the same fingerprint. */
  referenceMean: z.number().nullable(),
  /** Mean change per anchor: positive = the judge has become more lenient. */
  change: z.number().nullable(),
  /** Standard error of the change, paired by anchor. */
  standardError: z.number().nullable(),
  /** The change is beyond two standard errors; null = cannot be said, see `reason`. */
  drifted: z.boolean().nullable(),
  /** Earlier judgings of the anchors, oldest first; those of another judge are left out. */
  history: z.array(z.object({ experimentId: z.string(), mean: z.number() })),
  /** The judging at which a CUSUM chart of the means first alarms; null = none, or fewer than nine judgings. */
  chartAlarm: z.string().nullable(),
  /** Why nothing can be said; null when something can. */
  reason: z.enum(["too_few_anchors", "no_earlier_judging"]).nullable(),
  sentence: z.string(),
});
export type JudgeDrift = z.infer<typeof JudgeDrift>;
