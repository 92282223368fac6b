import { z } from "zod";
import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext, EvaluatorModelDefaults } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import { COMMON_OPTIONS, parseEvaluatorOptions } from "../evaluator-options.js";
import type { BuiltinCriterion } from "../g-eval/builtin-criteria.js";
import type { CriterionDefinition } from "../g-eval/criterion.js";
import { resolveCriterion } from "../g-eval/resolve-criterion.js";
import { judgedValues } from "../judged-values.js";
import {
  DEFAULT_JUDGE_MODEL,
  JUDGE_MAXIMUM_OUTPUT_TOKENS,
  JUDGE_OPTIONS,
  JUDGE_TIMEOUT_MS,
  WEIGHING_OPTIONS,
} from "../judging/judge-options.js";
import type { JudgeSettings } from "../judging/judge-settings.js";
import { outputAbsent, type Unscored, unscoredScore } from "../unscored.js";
import { judgePair, type PairTask } from "./judge-pair.js";
import { PAIR_PROMPT_VERSION } from "./pair-prompt.js";

const PAIRWISE = "pairwise";

const Options = z.strictObject({
  ...COMMON_OPTIONS,
  ...JUDGE_OPTIONS,
  ...WEIGHING_OPTIONS,
  /** The criterion of the comparison: a built-in one or a definition; `overall` by default. */
  criterion: z
    .custom<BuiltinCriterion | CriterionDefinition>()
    .optional()
    .describe("the name of a built-in criterion, or a definition { id, definition, name? }"),
  /** The text to compare the output with; by default the expected output. */
  against: z.string().min(1).optional().describe("a text that is not empty"),
});

/**
 * Options of `pairwiseJudge`. By default criterion "overall", model `gpt-5.4-mini` or the configuration's, one sample
 * per order at temperature 1; `against` replaces the item's expected output.
 */
export type PairwiseJudgeOptions = z.infer<typeof Options>;

/**
 * Is the output better than the expected output, or than the text `against`? A judge model compares them in both
 * orders; NUMERIC in [0, 1], 1 = always preferred, 0.5 = a tie or a judge that follows the position.
 *
 * The second score, `<name>_position_consistency`, BOOLEAN, says whether both orders led to the same verdict. Without
 * an expected output both are unscored, `no_expected_output`; if the answer of the judge cannot be read,
 * `judge_failed`.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function pairwiseJudge(options: PairwiseJudgeOptions = {}): Evaluator {
  return create(options, {});
}

function create(options: PairwiseJudgeOptions, defaults: EvaluatorModelDefaults): Evaluator {
  const parsed = parseEvaluatorOptions(PAIRWISE, { schema: Options, options });
  const { name: id = PAIRWISE, path, against } = parsed;
  const place = { evaluator: PAIRWISE, option: "criterion" };
  const { id: criterionId, name, definition } = resolveCriterion(parsed.criterion ?? "overall", place);
  const settings: JudgeSettings = {
    model: parsed.model ?? defaults.judge ?? DEFAULT_JUDGE_MODEL,
    mode: parsed.mode ?? "auto",
    samples: parsed.samples ?? 1,
    temperature: parsed.temperature ?? 1,
    maxOutputTokens: parsed.maxOutputTokens ?? JUDGE_MAXIMUM_OUTPUT_TOKENS,
    minimumMass: parsed.minimumMass ?? 0.5,
  };
  const criterion = { name, definition };
  const scoreNames = [id, `${id}_position_consistency`];
  const selection = { path: path ?? null, against: against ?? null };
  const shaped = { kind: PAIRWISE, promptVersion: PAIR_PROMPT_VERSION, criterion, settings: { ...settings } };
  return {
    id,
    mode: "waits",
    scoreNames,
    fingerprint: fingerprint(canonicalJson({ ...shaped, selection })),
    scale: UNIT_SCALE,
    timeoutMs: parsed.timeoutMs ?? JUDGE_TIMEOUT_MS,
    models: [settings.model],
    waitsForModelsOnly: true,
    withModelDefaults: (given) => create(options, given),
    evaluate: async (judged, context) => {
      const { output, expected } = judgedValues(judged, path);
      const second = against ?? expected;
      const unscored = (why: Unscored): readonly EvaluatorScore[] =>
        scoreNames.map((scoreName) => unscoredScore(scoreName, why));
      if (second === undefined) return unscored({ unscoredReason: "no_expected_output", comment: null });
      if (output === undefined) return unscored(outputAbsent(path));
      const pair = {
        input: judged.input,
        first: output,
        second,
        key: `${PAIRWISE}/${criterionId}`,
        selection,
      };
      return await score({ ...pair, context, settings, criterion, scoreNames });
    },
  };
}

async function score({
  context,
  scoreNames,
  selection,
  ...pair
}: Omit<PairTask, "models"> & {
  readonly context: EvaluatorContext;
  readonly scoreNames: readonly string[];
  /** What was selected to be judged; shapes the score. */
  readonly selection: JsonObject;
}): Promise<readonly EvaluatorScore[]> {
  const judgement = await judgePair({ models: context.models, ...pair });
  const { preference, isConsistent, firstPositionPreference, problem, reason } = judgement;
  const { metadata } = judgement;
  const isScored = preference !== null;
  const base = {
    unscoredReason: isScored ? null : "judge_failed",
    comment: isScored ? reason : problem,
    fingerprint: isScored ? fingerprint(canonicalJson({ judge: judgement.fingerprint, selection })) : null,
  };
  const [name = PAIRWISE, consistencyName = `${PAIRWISE}_position_consistency`] = scoreNames;
  return [
    { ...base, name, value: preference, metadata: { ...metadata, isConsistent, firstPositionPreference } },
    { ...base, name: consistencyName, value: isConsistent, comment: isScored ? null : problem, metadata: {} },
  ];
}
