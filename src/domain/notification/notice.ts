import { z } from "zod";
import { GateCheck } from "../gate/gate.js";

/** An item that lost; what it says is content and is told nowhere. */
export const LostItem = z.object({
  itemId: z.string(),
  metric: z.string(),
  before: z.number(),
  after: z.number(),
});
export type LostItem = z.infer<typeof LostItem>;

/** What receivers are told of one regression run: the same object for every channel, and the webhook's body. */
export const Notice = z.object({
  schemaVersion: z.literal(1),
  definition: z.string(),
  schedule: z.string().nullable(),
  state: z.string(),
  /** Of the regression run before; null for the first. */
  previousState: z.string().nullable(),
  /** One line. */
  title: z.string(),
  /** Why it is in this state, for people. */
  reason: z.string(),
  /** Conditions of the gate that do not hold, or may not: the estimate with its bounds says by how much. */
  checks: z.array(GateCheck),
  /** Level of the two bounds together, such as 0.9. */
  level: z.number().nullable(),
  /** At most five, those that lost most first. */
  items: z.array(LostItem).max(5),
  /** Slow changes that were found with this run. */
  drifts: z.array(z.string()),
  costUsd: z.number().nullable(),
  experiment: z.string().nullable(),
  baseline: z.string().nullable(),
  gitCommit: z.string().nullable(),
  /** Commands that show more, and the workflow in the Temporal UI where its address is known. */
  lookAt: z.object({ commands: z.array(z.string()), url: z.string().nullable() }),
  at: z.string(),
});
export type Notice = z.infer<typeof Notice>;
