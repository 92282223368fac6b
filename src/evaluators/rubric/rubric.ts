import { z } from "zod";
import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorModelDefaults } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import {
  CONTEXT_OPTION,
  DEFAULT_JUDGE_MODEL,
  JUDGE_MAXIMUM_OUTPUT_TOKENS,
  JUDGE_OPTIONS,
  JUDGE_TIMEOUT_MS,
} from "../judging/judge-options.js";
import { judgedItem } from "../judging/judged-item.js";
import { outputAbsent, unscoredScore } from "../unscored.js";
import { judgeRubric, type RubricJudgement } from "./judge-rubric.js";
import { RUBRIC_OPTIONS, type Rubric, rubricContent, toRubric } from "./rubric-definition.js";
import { RUBRIC_PROMPT_VERSION } from "./rubric-prompt.js";

const RUBRIC = "rubric";

const Options = z.strictObject({
  ...COMMON_OPTIONS,
  ...RUBRIC_OPTIONS,
  ...JUDGE_OPTIONS,
  ...CONTEXT_OPTION,
  /** Whether the judge sees expected output and context; true by default. */
  usesReference: z.boolean().optional().describe("true or false"),
});

/**
 * Options of `rubric`; `question` and `choices` are required. By default model `gpt-5.4-mini` or the configuration's,
 * one sample at temperature 0, and expected output and context are shown.
 */
export type RubricOptions = z.infer<typeof Options>;

/**
 * Which choice fits the output? A judge model chooses, and each choice has a score; NUMERIC in [0, 1].
 *
 * It works like autoevals' LLM classifiers, but the judge gives its reason after the choice. With several samples the
 * score is their mean. If an answer is none of the choices, the judge is asked again; after that: unscored,
 * `judge_failed`. A choice whose score is null is unscored, `choice_without_score`.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function rubric(options: RubricOptions): Evaluator {
  return create(options, {});
}

function create(options: RubricOptions, defaults: EvaluatorModelDefaults): Evaluator {
  const parsed = parseEvaluatorOptions(RUBRIC, { schema: Options, options });
  const { name: id = RUBRIC, path, contextPath = "context", usesReference = true } = parsed;
  const definition = toRubric(parsed);
  const settings = {
    model: parsed.model ?? defaults.judge ?? DEFAULT_JUDGE_MODEL,
    samples: parsed.samples ?? 1,
    temperature: parsed.temperature ?? 0,
    maxOutputTokens: parsed.maxOutputTokens ?? JUDGE_MAXIMUM_OUTPUT_TOKENS,
  };
  const selection = { path: path ?? null, contextPath, usesReference };
  const shaped = { kind: RUBRIC, promptVersion: RUBRIC_PROMPT_VERSION, rubric: rubricContent(definition) };
  return {
    id,
    mode: "waits",
    scoreNames: [id],
    fingerprint: fingerprint(canonicalJson({ ...shaped, settings, selection })),
    scale: UNIT_SCALE,
    timeoutMs: parsed.timeoutMs ?? JUDGE_TIMEOUT_MS,
    models: [settings.model],
    waitsForModelsOnly: true,
    withModelDefaults: (given) => create(options, given),
    evaluate: async (judged, { models }) => {
      const item = judgedItem(judged, { path, contextPath });
      if (item === null) return [unscoredScore(id, outputAbsent(path))];
      const sections = item.sections({ usesReference });
      const judgement = await judgeRubric({ models, settings, rubric: definition, sections, key: RUBRIC });
      return [toScore(judgement, { name: id, rubric: definition, selection })];
    },
  };
}

function toScore(
  judgement: RubricJudgement,
  {
    name,
    rubric: { scores },
    selection,
  }: { readonly name: string; readonly rubric: Rubric; readonly selection: JsonObject },
): EvaluatorScore {
  const { choices, problem, reason } = judgement;
  const counts: Record<string, number> = {};
  for (const choice of choices) counts[choice] = (counts[choice] ?? 0) + 1;
  const metadata = { ...judgement.metadata, choices: counts };
  const unscored = (unscoredReason: string, comment: string | null): EvaluatorScore =>
    unscoredScore(name, { unscoredReason, comment, metadata });
  if (choices.length === 0) return unscored("judge_failed", problem);
  const values = choices.map((choice) => scores.get(choice) ?? null).filter((value) => value !== null);
  if (values.length < choices.length / 2 || values.length === 0)
    return unscored("choice_without_score", reason);
  return {
    name,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    unscoredReason: null,
    comment: reason,
    metadata,
    fingerprint: fingerprint(canonicalJson({ judge: judgement.fingerprint, selection })),
  };
}
