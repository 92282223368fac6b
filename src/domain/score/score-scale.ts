import { z } from "zod";

/** What an evaluator declares about its scores: verdicts on bounded scores hold for every distribution within the range. */
export const ScoreScale = z.object({
  /** The values that one run can have; null = unbounded. */
  range: z.object({ minimum: z.number(), maximum: z.number() }).nullable(),
  /** Whether higher is better; null = not declared. */
  higherIsBetter: z.boolean().nullable(),
  /** The value from which a run passes, if the definition names none. Without it there is no pass rate. */
  passThreshold: z.number().optional(),
});
export type ScoreScale = z.infer<typeof ScoreScale>;

/** Scores in [0, 1] where more is better, like most scores. */
export const UNIT_SCALE: ScoreScale = {
  range: { minimum: 0, maximum: 1 },
  higherIsBetter: true,
};
