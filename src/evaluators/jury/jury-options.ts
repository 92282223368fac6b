import { z } from "zod";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import type { BuiltinCriterion } from "../g-eval/builtin-criteria.js";
import type { Criterion, CriterionDefinition } from "../g-eval/criterion.js";
import { resolveCriterion } from "../g-eval/resolve-criterion.js";
import {
  CONTEXT_OPTION,
  JUDGE_MAXIMUM_OUTPUT_TOKENS,
  JUDGE_OPTIONS,
  WEIGHING_OPTIONS,
} from "../judging/judge-options.js";
import type { JudgeSettings } from "../judging/judge-settings.js";
import { defineRubric, type Rubric, type RubricDefinition } from "../rubric/rubric-definition.js";

const JURY = "jury";

const { model: _model, ...SHARED_JUDGE_OPTIONS } = JUDGE_OPTIONS;

const Options = z.strictObject({
  ...COMMON_OPTIONS,
  ...SHARED_JUDGE_OPTIONS,
  ...WEIGHING_OPTIONS,
  ...CONTEXT_OPTION,
  /** 2 to 20 different judge models. */
  judges: z
    .array(z.string().min(1).max(200))
    .min(2)
    .max(20)
    .refine((judges) => new Set(judges).size === judges.length)
    .describe("an array of 2 to 20 different names of models"),
  /** What each judge rates, for a number: a built-in criterion or a definition. Either this or `rubric`. */
  criterion: z
    .custom<BuiltinCriterion | CriterionDefinition>()
    .optional()
    .describe("the name of a built-in criterion, or a definition { id, definition, … }"),
  /** What each judge chooses, for a category: `{ question, choices }`. */
  rubric: z.custom<RubricDefinition>().optional().describe("an object { question, choices }"),
});

/**
 * Options of `jury`; `judges` and one of `criterion` and `rubric` are required. Each judge gives one sample at
 * temperature 1 (0 for a rubric) by default, or log probabilities where its model has them.
 */
export type JuryOptions = z.infer<typeof Options>;

/** Options with everything filled in. */
export interface JurySettings {
  readonly id: string;
  readonly path: string | undefined;
  readonly contextPath: string;
  readonly timeoutMs: number | undefined;
  readonly judges: readonly string[];
  readonly task: { readonly criterion: Criterion } | { readonly rubric: Rubric };
  readonly asked: Omit<JudgeSettings, "model">;
}

/** @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed. */
export function parseJuryOptions(options: JuryOptions): JurySettings {
  const parsed = parseEvaluatorOptions(JURY, { schema: Options, options });
  const { criterion, rubric } = parsed;
  if ((criterion === undefined) === (rubric === undefined)) {
    const received = criterion === undefined ? undefined : "given beside a rubric";
    const allowed = 'a criterion (for a number) or the option "rubric" (for a category), one of the two';
    throw new EvaluatorOptionsInvalidError({ evaluator: JURY, option: "criterion", received, allowed });
  }
  const task =
    criterion === undefined
      ? { rubric: defineRubric(rubric, { evaluator: JURY, within: "rubric." }) }
      : { criterion: resolveCriterion(criterion, { evaluator: JURY, option: "criterion" }) };
  return {
    id: parsed.name ?? JURY,
    path: parsed.path,
    contextPath: parsed.contextPath ?? "context",
    timeoutMs: parsed.timeoutMs,
    judges: parsed.judges,
    task,
    asked: {
      mode: parsed.mode ?? "auto",
      samples: parsed.samples ?? 1,
      temperature: parsed.temperature ?? (criterion === undefined ? 0 : 1),
      maxOutputTokens: parsed.maxOutputTokens ?? JUDGE_MAXIMUM_OUTPUT_TOKENS,
      minimumMass: parsed.minimumMass ?? 0.5,
    },
  };
}
