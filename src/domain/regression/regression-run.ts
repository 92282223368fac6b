import { z } from "zod";
import { DriftFinding } from "./drift-finding.js";
import { RegressionState, RegressionVerdict } from "./regression-verdict.js";

/**
 * How a regression run ended: with a verdict; `error`: without one, see `error`; `cancelled`: before there was one;
 * `terminated`: its workflow was ended from outside.
 */
export const RegressionRunState = z.enum([...RegressionState.options, "error", "cancelled", "terminated"]);
export type RegressionRunState = z.infer<typeof RegressionRunState>;

/** One run of a definition against its baseline: started by a schedule, or by hand. */
export const RegressionRun = z.object({
  /** The id of its workflow's first run, so that a reset workflow writes the same record. */
  id: z.string(),
  workflowId: z.string(),
  definition: z.string(),
  /** Name of the schedule that started it; null without. */
  schedule: z.string().nullable(),
  /** The time for which it was scheduled; null without a schedule. */
  scheduledAt: z.string().nullable(),
  /** Null until its experiment is planned. */
  experimentId: z.string().nullable(),
  experiment: z.string().nullable(),
  /** What was done after the candidate had run, for a verdict: in order, with the experiment that each step made or judged. */
  steps: z.array(z.object({ kind: z.enum(["rescore", "rerun", "repeat"]), experimentId: z.string() })),
  /** Snapshots of models that answered in the candidate, as their providers name them. */
  modelSnapshots: z.array(z.string()),
  /** Null while it runs. */
  state: RegressionRunState.nullable(),
  /** Of the run before it, of the same definition and schedule; null for the first. */
  previousState: RegressionRunState.nullable(),
  verdict: RegressionVerdict.nullable(),
  /** Found with this run, and with none before. */
  drifts: z.array(DriftFinding),
  error: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});
export type RegressionRun = z.infer<typeof RegressionRun>;
