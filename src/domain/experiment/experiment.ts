import { z } from "zod";
import { ComparisonPolicy } from "../comparison/comparison-policy.js";
import { DatasetVersion } from "../dataset/dataset.js";
import { GatePolicy } from "../gate/gate.js";
import { JsonObjectSchema } from "../json/json-schema.js";
import { ScoreScale } from "../score/score-scale.js";
import { ExperimentSummary } from "./experiment-summary.js";
import { Limits } from "./limits.js";

/**
 * `aborted`: stopped above `limits.maxFailureRate`. `stopped_by_budget`: the budget is used up; what is done is kept.
 * `stopped_early`: the comparison was decided before all items were done.
 * `failed`: could not be orchestrated, see `error`.
 * `terminated`: its workflow was ended from outside or is gone, see `error`; what is done is kept.
 */
export const ExperimentStatus = z.enum([
  "pending",
  "running",
  "completed",
  "cancelled",
  "aborted",
  "stopped_by_budget",
  "stopped_early",
  "failed",
  "terminated",
]);
export type ExperimentStatus = z.infer<typeof ExperimentStatus>;

/** An evaluator as an experiment was started with: how to find it again, and what shaped its scores. */
export const EvaluatorReference = z.object({
  id: z.string(),
  fingerprint: z.string(),
  /** `computes`: needs only the processor. `waits`: for a model, a service, any asynchronous function. */
  mode: z.enum(["computes", "waits"]),
  /** Names of the scores that it writes; null if only its results show them. */
  scoreNames: z.array(z.string()).nullable(),
  /** Range and direction of its scores; null if it declares nothing. */
  scale: ScoreScale.nullable().default(null),
  timeoutMs: z.number().positive(),
});
export type EvaluatorReference = z.infer<typeof EvaluatorReference>;

/**
 * The role of an experiment. `variant`: its outputs are compared with others'; `anchorsExperimentId` is the experiment
 * that judges anchors beside it where no comparison does. `anchors`: it judges frozen outputs, so that judges that
 * drift are seen; `besideExperimentId` is the experiment whose workflow starts it, null where the comparison's does.
 */
export const ExperimentRole = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("variant"), anchorsExperimentId: z.string().nullable() }),
  z.object({ kind: z.literal("anchors"), besideExperimentId: z.string().nullable() }),
]);
export type ExperimentRole = z.infer<typeof ExperimentRole>;

/** The role of an experiment without anchors. */
export const PLAIN_VARIANT: ExperimentRole = { kind: "variant", anchorsExperimentId: null };

/** The code an experiment ran under. */
export const CodeVersion = z.object({
  gitCommit: z.string().nullable(),
  gitDirty: z.boolean().nullable(),
  /** SHA-256 over all files that the configuration loaded, and the versions of its packages. */
  configurationHash: z.string().nullable(),
});
export type CodeVersion = z.infer<typeof CodeVersion>;

/** Code that a worker made outputs or scores of an experiment with, and when it began to. */
export const CodeAtWork = CodeVersion.extend({ made: z.enum(["outputs", "scores"]), since: z.string() });
export type CodeAtWork = z.infer<typeof CodeAtWork>;

/** One pipeline with one config over one pinned dataset version, `repetitions` times per item. */
export const Experiment = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** `<definition>-<variant>-<start time>`, unique per dataset. */
  name: z.string().min(1).max(300),
  description: z.string().nullable(),
  /** Name of the definition in the configuration that it came from. */
  definition: z.string(),
  variant: z.string(),
  role: ExperimentRole.default(PLAIN_VARIANT),
  datasetId: z.string(),
  datasetName: z.string(),
  datasetVersion: DatasetVersion,
  /** First items only, in dataset order; null = all. */
  itemLimit: z.int().positive().nullable(),
  pipeline: z.string(),
  config: JsonObjectSchema,
  evaluators: z.array(EvaluatorReference),
  repetitions: z.int().min(1),
  /** Seed of the order of items; null = the dataset's order. */
  orderSeed: z.int().nullable().default(null),
  /**
   * Whether a model call with the same request, parameters and sample index as an earlier one gets its answer from the
   * store.
   */
  cache: z.boolean().default(false),
  limits: Limits,
  /** Per score name: the value from which a run passes. */
  passThresholds: z.record(z.string(), z.number()),
  /** The definition's conditions, which a later gate checks. */
  gate: GatePolicy.optional(),
  /** The definition's comparison policy, for comparisons and gates made later. */
  comparePolicy: ComparisonPolicy.optional(),
  metadata: JsonObjectSchema,
  status: ExperimentStatus,
  comparisonId: z.string().nullable(),
  workflowId: z.string(),
  /**
   * The workflow that starts this one's as a child, if it is neither that of a comparison nor that of another
   * experiment.
   */
  startedBy: z.string().optional(),
  /** The code it was started with. */
  codeVersion: CodeVersion,
  /** All code that it ran with, in order; several if it continued with other code. */
  ranUnder: z.array(CodeAtWork).optional(),
  runCount: z.int().nullable(),
  summary: ExperimentSummary.nullable(),
  error: z.string().nullable(),
  /** Tells the workflow that starts next to run failed runs again and, with `leftOver`, unfinished ones. */
  retry: z.object({ leftOver: z.boolean() }).nullable().optional(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Experiment = z.infer<typeof Experiment>;
