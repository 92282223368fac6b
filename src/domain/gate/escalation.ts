import { z } from "zod";

/**
 * Repetitions for a gate that is inconclusive: the candidate runs again over all its items, one repetition at a time.
 */
export const Escalation = z.strictObject({
  /**
   * Largest number of added repetitions. The error rate is divided over all looks, so more repetitions make each look
   * stricter.
   */
  repetitions: z.int().min(1).max(20),
  /** Most USD for all added repetitions together. */
  budgetUsd: z.number().positive().optional(),
});
export type Escalation = z.infer<typeof Escalation>;
