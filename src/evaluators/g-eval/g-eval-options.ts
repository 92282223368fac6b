import { z } from "zod";
import type { EvaluatorModelDefaults } from "../../domain/score/evaluator.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import {
  CONTEXT_OPTION,
  DEFAULT_JUDGE_MODEL,
  JUDGE_MAXIMUM_OUTPUT_TOKENS,
  JUDGE_OPTIONS,
  WEIGHING_OPTIONS,
} from "../judging/judge-options.js";
import type { JudgeSettings } from "../judging/judge-settings.js";
import type { BuiltinCriterion } from "./builtin-criteria.js";
import type { Criterion, CriterionDefinition } from "./criterion.js";
import { resolveCriterion } from "./resolve-criterion.js";

const G_EVAL = "g_eval";

const Options = z.strictObject({
  ...COMMON_OPTIONS,
  ...JUDGE_OPTIONS,
  ...WEIGHING_OPTIONS,
  ...CONTEXT_OPTION,
  /**
   * Names of built-in criteria (`depth`, `accuracy`, `coherence`, `overall`) and definitions of your own;
   * all four when left out.
   */
  criteria: z
    .custom<readonly (BuiltinCriterion | CriterionDefinition)[]>(
      (value) => Array.isArray(value) && value.length > 0,
    )
    .optional()
    .describe("an array of built-in names and definitions of criteria, at least one"),
  /**
   * `judged` (the default): `overall` is judged as a criterion of its own. `derived`: it is the weighted
   * mean of the others.
   */
  overallMode: z.enum(["judged", "derived"]).optional().describe('"judged" or "derived"'),
  /** Criterion -> weight in a derived `overall`; 1 each by default. */
  weights: z
    .record(z.string(), z.number().nonnegative())
    .optional()
    .describe("an object from ids of judged criteria to weights of 0 or more"),
});

/**
 * Options of `gEval`. By default all four built-in criteria, model `gpt-5.4-mini` or the configuration's, mode `auto`,
 * 5 samples at temperature 1, `minimumMass` 0.5, `contextPath` "context", `overallMode` "judged".
 */
export type GEvalOptions = z.infer<typeof Options>;

/** Options with everything filled in. */
export interface GEvalSettings {
  readonly name: string;
  readonly path: string | undefined;
  readonly contextPath: string;
  readonly timeoutMs: number | undefined;
  /** In the order given; the derived `overall` is not among them. */
  readonly judged: readonly Criterion[];
  /** Weight per judged criterion of a derived `overall`; null = it is judged, or not asked for. */
  readonly derivedWeights: ReadonlyMap<string, number> | null;
  /** Score names' endings, in the order given. */
  readonly criterionIds: readonly string[];
  readonly judge: JudgeSettings;
}

/** @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed. */
export function parseGEvalOptions(options: GEvalOptions, defaults: EvaluatorModelDefaults): GEvalSettings {
  const parsed = parseEvaluatorOptions(G_EVAL, { schema: Options, options });
  const { criteria: given = ["depth", "accuracy", "coherence", "overall"] } = parsed;
  const criteria = given.map((one, index) =>
    resolveCriterion(one, { evaluator: G_EVAL, option: `criteria[${index}]` }),
  );
  const criterionIds = criteria.map(({ id }) => id);
  const repeated = criterionIds.find((id, index) => criterionIds.indexOf(id) !== index);
  if (repeated !== undefined) refuse("criteria", `"${repeated}" twice`, "criteria with different ids");
  const isDerived = parsed.overallMode === "derived";
  const judged = isDerived ? criteria.filter(({ id }) => id !== "overall") : criteria;
  return {
    name: parsed.name ?? G_EVAL,
    path: parsed.path,
    contextPath: parsed.contextPath ?? "context",
    timeoutMs: parsed.timeoutMs,
    judged,
    derivedWeights: derivedWeights(parsed, { criterionIds, judgedIds: judged.map(({ id }) => id) }),
    criterionIds,
    judge: {
      model: parsed.model ?? defaults.judge ?? DEFAULT_JUDGE_MODEL,
      mode: parsed.mode ?? "auto",
      samples: parsed.samples ?? 5,
      temperature: parsed.temperature ?? 1,
      maxOutputTokens: parsed.maxOutputTokens ?? JUDGE_MAXIMUM_OUTPUT_TOKENS,
      minimumMass: parsed.minimumMass ?? 0.5,
    },
  };
}

function derivedWeights(
  { overallMode, weights }: Pick<GEvalOptions, "overallMode" | "weights">,
  {
    criterionIds,
    judgedIds,
  }: { readonly criterionIds: readonly string[]; readonly judgedIds: readonly string[] },
): ReadonlyMap<string, number> | null {
  if (overallMode !== "derived") {
    if (weights !== undefined) refuse("weights", weights, 'no weights unless overallMode is "derived"');
    return null;
  }
  if (!criterionIds.includes("overall") || judgedIds.length === 0) {
    refuse("overallMode", "derived", '"derived" only with the criteria "overall" and at least one other');
  }
  const given = weights ?? Object.fromEntries(judgedIds.map((id) => [id, 1]));
  const unknown = Object.keys(given).find((id) => !judgedIds.includes(id));
  if (unknown !== undefined)
    refuse(`weights.${unknown}`, given[unknown], `weights of ${judgedIds.join(", ")}`);
  const positive = Object.entries(given).filter(([, weight]) => weight > 0);
  if (positive.length === 0) refuse("weights", weights, "at least one weight above 0");
  return new Map(positive);
}

function refuse(option: string, received: unknown, allowed: string): never {
  throw new EvaluatorOptionsInvalidError({ evaluator: G_EVAL, option, received, allowed });
}
