import { z } from "zod";
import { TIMEOUT_OPTION } from "../evaluator-options.js";
import { PATH_SYNTAX } from "../json/value-at-path.js";

/** Judge model where neither options nor configuration name one. */
export const DEFAULT_JUDGE_MODEL = "gpt-5.4-mini";

/** Options of every evaluator that asks judge models; descriptions are what messages call `allowed`. */
export const JUDGE_OPTIONS = {
  /** Judge model; by default `models.judge` of the configuration, otherwise `gpt-5.4-mini`. */
  model: z.string().min(1).max(200).optional().describe('the name of a model, such as "gpt-5.4-mini"'),
  /** Number of times that the judge is asked about one output. */
  samples: z.int().min(1).max(100).optional().describe("a whole number from 1 to 100"),
  /** Temperature of the samples. */
  temperature: z.number().min(0).max(2).optional().describe("a number from 0 to 2"),
  /** Longest answer of the judge in tokens; 2,000 by default. */
  maxOutputTokens: z.int().min(16).max(100_000).optional().describe("a whole number from 16 to 100000"),
  /** Longest time for one output, including the wait for limits; 10 minutes by default. */
  timeoutMs: TIMEOUT_OPTION,
};

/** Options of judges whose score is weighed by probabilities. */
export const WEIGHING_OPTIONS = {
  /**
   * `auto` (the default) reads log probabilities where the model gives them and samples otherwise;
   * `samples` always samples.
   */
  mode: z.enum(["auto", "samples"]).optional().describe('"auto" or "samples"'),
  /**
   * Probability that the values of the scale must have together for log probabilities to be used; 0.5 by
   * default.
   */
  minimumMass: z.number().gt(0).lt(1).optional().describe("a number between 0 and 1"),
};

/** The option of judges that see context. */
export const CONTEXT_OPTION = {
  /** Path in the item's metadata where the judge finds context; `context` by default. */
  contextPath: z
    .string()
    .regex(PATH_SYNTAX)
    .optional()
    .describe('property names and array indexes in the item\'s metadata joined by dots, such as "context"'),
};

/** Room for a score, a reason and, with some models, the reasoning before both. */
export const JUDGE_MAXIMUM_OUTPUT_TOKENS = 2_000;

/**
 * Longest time for one output. Generous, since it holds all turns that the calls wait for; each call has a
 * time-out of its own.
 */
export const JUDGE_TIMEOUT_MS = 600_000;
