import { z } from "zod";

/**
 * A change of a metric over the history of regression runs. `drift`: slow, found by a CUSUM chart. `change`: at once,
 * found as a change point.
 */
export const DriftFinding = z.object({
  kind: z.enum(["drift", "change"]),
  metric: z.string(),
  direction: z.enum(["up", "down"]),
  isForTheWorse: z.boolean(),
  /** The regression run in which the change began. */
  beganRunId: z.string(),
  beganAt: z.string(),
  /** The regression run with which it was noticed. */
  noticedRunId: z.string(),
  meanBefore: z.number(),
  meanAfter: z.number(),
});
export type DriftFinding = z.infer<typeof DriftFinding>;
