import type { Models } from "../../domain/model/models.js";
import { scoreFromLogprobs } from "../../statistics/weighted-scale-score.js";
import { askForm } from "../judging/ask-form.js";
import type { AskedQuestion } from "../judging/judge-settings.js";
import type { CriterionJudgement } from "./criterion-judgement.js";
import { type JudgeQuestion, scoreFormPrompt } from "./judge-prompt.js";
import { scoreCandidates } from "./score-candidates.js";

/**
 * Mode L: one call, the score token only, nothing reasoned before it; the score is the expected value under
 * the probabilities of the scale's values. Reasoning first would collapse them onto one value
 * (Wang, Zhang & Choi 2025, arXiv:2503.03064). Without usable probabilities `score01` is null: sample instead.
 */
export async function judgeByLogprobs(
  models: Models,
  { question, settings, key }: AskedQuestion<JudgeQuestion>,
): Promise<CriterionJudgement> {
  const { name, scale } = question.criterion;
  const judgement = await askForm(models, {
    model: settings.model,
    prompt: scoreFormPrompt(question),
    key,
    read: (answer) => {
      const candidates = scoreCandidates(answer, { label: name, scale });
      return "problem" in candidates ? candidates : { value: candidates, reason: null };
    },
  });
  if (!judgement.isValid) return failed(judgement.problem, {});
  const { minimumMass } = settings;
  const weighted = scoreFromLogprobs(judgement.value, { scale, minimumMass });
  const { mass, rawScore, score01, standardDeviation, undefinedReason } = weighted;
  const distribution = Object.fromEntries(weighted.probabilities);
  if (undefinedReason !== null) {
    return failed(`a probability of only ${mass.toFixed(3)} on the scale's values`, { mass });
  }
  return {
    score01,
    problem: null,
    reason: null,
    details: { mode: "logprobs", rawScore, standardDeviation, mass, distribution },
    answers: [judgement.answer],
  };
}

function failed(problem: string, details: { readonly mass?: number }): CriterionJudgement {
  return { score01: null, problem, reason: null, details, answers: [] };
}
