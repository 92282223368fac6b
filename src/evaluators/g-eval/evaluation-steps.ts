import type { JsonValue } from "../../domain/json/json.js";
import type { ModelAnswer } from "../../domain/model/models.js";
import { PermanentError } from "../../domain/permanent-error.js";
import type { EvaluatorContext } from "../../domain/score/evaluator.js";
import { answerObject } from "../judging/answer-object.js";
import { askJudge } from "../judging/ask-judge.js";
import { collectJudgements } from "../judging/collect-judgements.js";
import type { Reading } from "../judging/judgement.js";
import { type Criterion, criterionHash } from "./criterion.js";
import { describeCriterion } from "./judge-prompt.js";
import { G_EVAL_PROMPT_VERSION } from "./prompt-version.js";

/** The judge model wrote no evaluation steps that can be used. */
export class EvaluationStepsInvalidError extends PermanentError {}

const MAXIMUM_EVALUATION_STEPS = 20;

const OUTPUT = {
  name: "evaluation_steps",
  schema: {
    type: "object",
    properties: { steps: { type: "array", items: { type: "string" } } },
    required: ["steps"],
    additionalProperties: false,
  },
};

/**
 * The steps by which a judge applies a criterion: the user's own, else written by the judge model once per
 * criterion, model and prompt version, before any item is seen, and frozen as an artefact.
 *
 * @throws EvaluationStepsInvalidError when the judge gives none in three tries.
 */
export async function evaluationSteps(
  { models, artifacts }: Pick<EvaluatorContext, "models" | "artifacts">,
  { criterion, model }: { readonly criterion: Criterion; readonly model: string },
): Promise<readonly string[]> {
  if (criterion.steps !== null) return criterion.steps;
  const judge = models.describe(model).id;
  const key = { criterion: criterionHash(criterion), judge, promptVersion: G_EVAL_PROMPT_VERSION };
  const steps = await artifacts.once({ kind: "g_eval_steps", key }, async () => {
    const { valid, problem } = await collectJudgements(1, ({ sampleIndex, isReask }) =>
      askJudge(models, {
        request: {
          model,
          ...stepsPrompt(criterion),
          temperature: isReask ? 1 : 0,
          maxOutputTokens: 2_000,
          output: OUTPUT,
          key: `g_eval/${criterion.id}/steps${isReask ? "/again" : ""}`,
          sampleIndex,
          name: `g_eval/${criterion.id}/steps`,
        },
        read: readSteps,
      }),
    );
    const [judgement] = valid;
    if (judgement !== undefined) return judgement.value;
    throw new EvaluationStepsInvalidError(
      `Judge ${judge} wrote no evaluation steps for criterion "${criterion.id}": ${problem ?? "no answer"} ` +
        "Choose another judge model, or give the criterion its own steps.",
    );
  });
  return steps as readonly string[];
}

function stepsPrompt(criterion: Criterion): { readonly system: string; readonly prompt: string } {
  const reference = criterion.usesReference ? ", and an expected output or context where there is one" : "";
  return {
    system: "You write instructions for judges who rate the quality of outputs by one criterion.",
    prompt: [
      describeCriterion(criterion),
      "# Task\nWrite three to six evaluation steps that lead a judge to a rating on this scale. The judge will see " +
        `an input and an output${reference}; you do not see them. Each step is one sentence that says what to look ` +
        'at or to weigh. Give no rating. Answer with one JSON object and nothing else: {"steps": ["…", "…"]}.',
    ].join("\n\n"),
  };
}

function readSteps(answer: ModelAnswer): Reading<readonly string[]> {
  const steps = answerObject(answer, "steps").object?.steps;
  if (!Array.isArray(steps)) return { problem: "the answer holds no list of steps" };
  const texts = steps.map((step: JsonValue) => (typeof step === "string" ? step.trim() : ""));
  if (texts.length === 0 || texts.length > MAXIMUM_EVALUATION_STEPS || texts.includes("")) {
    return { problem: `the list of steps is not 1 to ${MAXIMUM_EVALUATION_STEPS} texts` };
  }
  return { value: texts, reason: null };
}
