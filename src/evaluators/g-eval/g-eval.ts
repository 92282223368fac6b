import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext, EvaluatorModelDefaults } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import { awaitAll } from "../judging/await-all.js";
import { JUDGE_TIMEOUT_MS } from "../judging/judge-options.js";
import { type JudgedItem, judgedItem } from "../judging/judged-item.js";
import { outputAbsent, unscoredScore } from "../unscored.js";
import { criterionContent } from "./criterion.js";
import { derivedOverall } from "./derived-overall.js";
import { evaluationSteps } from "./evaluation-steps.js";
import { type GEvalOptions, type GEvalSettings, parseGEvalOptions } from "./g-eval-options.js";
import { judgeCriterion } from "./judge-criterion.js";
import { G_EVAL_PROMPT_VERSION } from "./prompt-version.js";

/**
 * G-Eval (Liu et al. 2023, arXiv:2303.16634): a judge model rates the output by each criterion on its own,
 * NUMERIC in [0, 1], named `g_eval_<criterion>`.
 *
 * Evaluation steps are written once per criterion and judge, and then frozen. If the model gives log probabilities, the
 * score is the expected value over the scale; otherwise it is the mean of independent samples. If the answer of the
 * judge cannot be read: unscored, `judge_failed`, never 0. An output without a value at `path` is unscored,
 * `output_absent`.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function gEval(options: GEvalOptions = {}): Evaluator {
  return createGEval(options, {});
}

/** What counts as passed where the definition says nothing else. */
const PASS_THRESHOLD = 0.7;

function createGEval(options: GEvalOptions, defaults: EvaluatorModelDefaults): Evaluator {
  const settings = parseGEvalOptions(options, defaults);
  const { name, judged, judge } = settings;
  const scoreNames = settings.criterionIds.map((id) => `${name}_${id}`);
  return {
    id: name,
    mode: "waits",
    scoreNames,
    fingerprint: gEvalFingerprint(settings),
    scale: { ...UNIT_SCALE, passThreshold: PASS_THRESHOLD },
    timeoutMs: settings.timeoutMs ?? JUDGE_TIMEOUT_MS,
    models: [judge.model],
    waitsForModelsOnly: true,
    withModelDefaults: (given) => createGEval(options, given),
    prepare: async (context) => {
      await awaitAll(judged.map((criterion) => evaluationSteps(context, { criterion, model: judge.model })));
    },
    evaluate: async (item, context) => {
      const { path, contextPath } = settings;
      const shown = judgedItem(item, { path, contextPath });
      return shown === null
        ? scoreNames.map((scoreName) => unscoredScore(scoreName, outputAbsent(path)))
        : await judgeItem(settings, { shown, context });
    },
  };
}

async function judgeItem(
  { name, judged, judge, derivedWeights, criterionIds }: GEvalSettings,
  { shown, context }: { readonly shown: JudgedItem; readonly context: EvaluatorContext },
): Promise<readonly EvaluatorScore[]> {
  const constituents = await awaitAll(
    judged.map(async (criterion) => ({
      id: criterion.id,
      score: await judgeCriterion(context, {
        criterion,
        settings: judge,
        item: shown,
        key: `g_eval/${criterion.id}`,
        scoreName: `${name}_${criterion.id}`,
      }),
    })),
  );
  return criterionIds.flatMap((id) => {
    const score = constituents.find((constituent) => constituent.id === id)?.score;
    if (score === undefined) {
      const weights = derivedWeights ?? new Map<string, number>();
      return [derivedOverall(`${name}_${id}`, { constituents, weights })];
    }
    const isOverall = id === "overall";
    return [isOverall ? { ...score, metadata: { ...score.metadata, overallMode: "judged" } } : score];
  });
}

/** What is known before a judge was asked; each score adds model snapshot and written steps. */
function gEvalFingerprint(settings: GEvalSettings): string {
  const { judged, judge, path = null, contextPath, derivedWeights } = settings;
  return fingerprint(
    canonicalJson({
      kind: "g_eval",
      promptVersion: G_EVAL_PROMPT_VERSION,
      criteria: judged.map((criterion) => ({ id: criterion.id, ...criterionContent(criterion) })),
      judge: { ...judge },
      path,
      contextPath,
      weights: derivedWeights === null ? null : Object.fromEntries(derivedWeights),
    }),
  );
}
