import { z } from "zod";
import { GateReport } from "../gate/gate.js";
import { JsonObjectSchema } from "../json/json-schema.js";

/**
 * `passed`, `failed`: shown. `inconclusive`: the data do not tell. `incomparable`: too little is the same on both sides to
 * compare. `no_baseline`: there is nothing to compare with, and the gate compares.
 */
export const RegressionState = z.enum(["passed", "failed", "inconclusive", "incomparable", "no_baseline"]);
export type RegressionState = z.infer<typeof RegressionState>;

/** What a candidate was compared with. */
export const RegressionBaseline = z.object({
  /** `rerun`: its config, run again on the candidate's dataset version. `named`: an experiment that nobody set as baseline. */
  kind: z.enum(["stored", "file", "rerun", "named"]),
  /** Of the baseline that was set; null for one from a file, or named. */
  baselineId: z.string().nullable(),
  /** Null for one from a file. */
  experimentId: z.string().nullable(),
  experiment: z.string(),
  variant: z.string(),
  datasetVersion: z.string(),
});
export type RegressionBaseline = z.infer<typeof RegressionBaseline>;

/** Items of both sides. Only those with the same content on both are compared. */
export const RegressionPairs = z.object({
  /** With the same content on both sides and, where the gate compares metrics, a value of each of them on both. */
  paired: z.int(),
  /** With another input, expected output or metadata than the baseline had. */
  changedContent: z.int(),
  /** That the baseline did not have. */
  added: z.int(),
  /** That the candidate's dataset version no longer has. */
  removed: z.int(),
  /** With the same content, but without a value on one side or both of a metric that the gate compares. */
  missing: z.int(),
});
export type RegressionPairs = z.infer<typeof RegressionPairs>;

/** An item that got worse. Its input is content: it belongs into no history of Temporal. */
export const WorstItem = z.object({
  itemId: z.string(),
  /** The start of its input, on one line. */
  input: z.string(),
  metric: z.string(),
  before: z.number(),
  after: z.number(),
  /** Above zero: by how much it got worse, in the metric's own units. */
  loss: z.number(),
});
export type WorstItem = z.infer<typeof WorstItem>;

/**
 * The next step that could decide, if the definition allows it. `rescore`: judge the baseline's stored outputs with the
 * current judge. `rerun`: run the baseline's config on the candidate's dataset version. `repeat`: run the candidate
 * once more over all its items.
 */
export const RegressionStep = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rescore"), experimentId: z.string() }),
  z.object({ kind: z.literal("rerun"), variant: z.string(), config: JsonObjectSchema }),
  z.object({
    kind: z.literal("repeat"),
    /** From 1. */
    repetition: z.int(),
    /** What is left for it; null = no bound. */
    budgetUsd: z.number().nullable(),
  }),
]);
export type RegressionStep = z.infer<typeof RegressionStep>;

/** A finished experiment, compared with its definition's baseline. */
export const RegressionVerdict = z.object({
  schemaVersion: z.literal(1),
  definition: z.string(),
  experimentId: z.string(),
  experiment: z.string(),
  variant: z.string(),
  datasetName: z.string(),
  datasetVersion: z.string(),
  /** Null without a baseline. */
  baseline: RegressionBaseline.nullable(),
  state: RegressionState,
  /** Why, in a sentence. */
  reason: z.string(),
  /** Whether it may go on: passed, or inconclusive where the policy is lenient. */
  accepted: z.boolean(),
  /** Each condition decided; null without a baseline that it needs. */
  gate: GateReport.nullable(),
  /** Null without a baseline. */
  pairs: RegressionPairs.nullable(),
  /** The five that lost most, on metrics that the gate names; those of failed conditions first. */
  worstItems: z.array(WorstItem),
  /**
   * Items that would decide all open conditions at 80 % power, by the gate's own figures; null if they cannot be
   * calculated.
   */
  itemsNeeded: z.int().nullable(),
  /** How often the data were looked at, and how often at most they may be. */
  looks: z.object({ made: z.int(), most: z.int() }),
  /** Of all that ran for this verdict, the added repetitions included; null where no cost is known. */
  costUsd: z.number().nullable(),
  /** What the caller should do before this verdict is final; null when it is. */
  next: RegressionStep.nullable(),
  warnings: z.array(z.string()),
});
export type RegressionVerdict = z.infer<typeof RegressionVerdict>;
