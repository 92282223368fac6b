import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import { isPermanentError } from "../../domain/permanent-error.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { EvaluatorContext } from "../../domain/score/evaluator.js";
import type { JudgeSettings } from "../judging/judge-settings.js";
import type { JudgedItem } from "../judging/judged-item.js";
import { findPassingError } from "../judging/passing-error.js";
import { unscoredScore } from "../unscored.js";
import { type Criterion, criterionContent } from "./criterion.js";
import type { CriterionJudgement } from "./criterion-judgement.js";
import { evaluationSteps } from "./evaluation-steps.js";
import { judgeByLogprobs } from "./judge-by-logprobs.js";
import { judgeBySamples } from "./judge-by-samples.js";
import type { JudgeQuestion } from "./judge-prompt.js";
import { G_EVAL_PROMPT_VERSION } from "./prompt-version.js";

/** One item to be judged by one criterion. */
export interface CriterionTask {
  readonly criterion: Criterion;
  readonly settings: JudgeSettings;
  readonly item: JudgedItem;
  /** Names the calls within the step, such as `g_eval/depth`. */
  readonly key: string;
  readonly scoreName: string;
}

type Lent = Pick<EvaluatorContext, "models" | "artifacts">;

/**
 * Judges one item by one criterion: log probabilities where the model gives them and they say enough, else
 * samples. What fails for good is unscored, `judge_failed`, with the reason as comment; transient errors and
 * an exhausted budget pass.
 */
export async function judgeCriterion(lent: Lent, task: CriterionTask): Promise<EvaluatorScore> {
  try {
    return await judge(lent, task);
  } catch (error) {
    if (findPassingError(error) !== null || !isPermanentError(error)) throw error;
    const metadata = { judge: task.settings.model };
    return unscoredScore(task.scoreName, {
      unscoredReason: "judge_failed",
      comment: error.message,
      metadata,
    });
  }
}

async function judge(lent: Lent, { criterion, settings, item, key, scoreName }: CriterionTask) {
  const { models } = lent;
  const { id: model, capabilities } = models.describe(settings.model);
  const steps = await evaluationSteps(lent, { criterion, model: settings.model });
  const question: JudgeQuestion = { criterion, steps, sections: item.sections(criterion) };
  const asked = { question, settings, key };
  let judgement: CriterionJudgement | null = null;
  let fallback = {};
  if (settings.mode === "auto" && capabilities.logprobs) {
    const weighted = await judgeByLogprobs(models, asked);
    if (weighted.score01 === null) fallback = { fallback: { ...weighted.details, reason: weighted.problem } };
    else judgement = weighted;
  }
  judgement ??= await judgeBySamples(models, asked);
  const { score01, problem, reason, details, answers } = judgement;
  const snapshots = [...new Set(answers.map(({ modelSnapshot }) => modelSnapshot))].sort();
  const systemFingerprints = [
    ...new Set(answers.flatMap(({ systemFingerprint }) => systemFingerprint ?? [])),
  ];
  return {
    name: scoreName,
    value: score01,
    unscoredReason: score01 === null ? "judge_failed" : null,
    comment: score01 === null ? problem : reason,
    metadata: {
      ...details,
      ...fallback,
      scale: { ...criterion.scale },
      judge: model,
      judgeSnapshots: snapshots,
      ...(systemFingerprints.length === 0 ? {} : { judgeSystemFingerprints: systemFingerprints.sort() }),
      ...(criterion.usesReference ? { grounding: item.grounding } : {}),
    },
    // Without a score there is nothing to compare, and no snapshot to name.
    fingerprint:
      score01 === null
        ? null
        : judgeFingerprint({ criterion, settings, model, snapshots, steps, selection: item.selection }),
  } satisfies EvaluatorScore;
}

/**
 * Hash of all that shaped a judge's score. How the score of this item came about, by probabilities or by the
 * samples they fell back to, is an outcome and in the metadata; the policy that decides it is here.
 */
function judgeFingerprint(judge: {
  readonly criterion: Criterion;
  readonly settings: JudgeSettings;
  readonly model: string;
  readonly snapshots: readonly string[];
  readonly steps: readonly string[];
  readonly selection: JsonObject;
}): string {
  const { criterion, settings, model, snapshots, steps, selection } = judge;
  const content = { ...criterionContent(criterion), steps };
  const sampling = { ...settings, model };
  return fingerprint(
    canonicalJson({
      kind: "g_eval",
      promptVersion: G_EVAL_PROMPT_VERSION,
      content,
      sampling,
      snapshots,
      selection,
    }),
  );
}
