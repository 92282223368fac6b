import { z } from "zod";

/** What may be added to a gate that is inconclusive: the candidate runs again over all its items, one repetition at a time. */
export const Escalation = z.strictObject({
  /** Repetitions added at most. The error rate is divided over all looks, so that more of them make each one stricter. */
  repetitions: z.int().min(1).max(20),
  /** All that the added repetitions may cost together. */
  budgetUsd: z.number().positive().optional(),
});
export type Escalation = z.infer<typeof Escalation>;
