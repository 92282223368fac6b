import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import { criterionContent } from "../g-eval/criterion.js";
import { evaluationSteps } from "../g-eval/evaluation-steps.js";
import { judgeCriterion } from "../g-eval/judge-criterion.js";
import { G_EVAL_PROMPT_VERSION } from "../g-eval/prompt-version.js";
import { awaitAll } from "../judging/await-all.js";
import { JUDGE_TIMEOUT_MS } from "../judging/judge-options.js";
import { type JudgedItem, judgedItem } from "../judging/judged-item.js";
import { judgeRubric } from "../rubric/judge-rubric.js";
import { type Rubric, rubricContent } from "../rubric/rubric-definition.js";
import { RUBRIC_PROMPT_VERSION } from "../rubric/rubric-prompt.js";
import { outputAbsent, unscoredScore } from "../unscored.js";
import { describeMembers, juryAgreement, type MemberVerdict } from "./jury-members.js";
import { type JuryOptions, type JurySettings, parseJuryOptions } from "./jury-options.js";

/**
 * Asks several judge models one question (Verga et al. 2024, arXiv:2404.18796). With a criterion, the score is the mean
 * of their G-Eval scores, NUMERIC in [0, 1]; with a rubric, the choice of a strict majority, CATEGORICAL.
 *
 * Use judges of different makers: their errors are less alike, and none judges its own family alone. Each member's
 * verdict and their agreement are in the score's metadata. If fewer than half of the judges give a valid answer:
 * unscored, `judge_failed`. If no choice has more than half of the valid answers: unscored, `no_majority`.
 *
 * @throws EvaluatorOptionsInvalidError naming the option, what was received and what is allowed.
 */
export function jury(options: JuryOptions): Evaluator {
  const settings = parseJuryOptions(options);
  const { id, judges, task, path, contextPath } = settings;
  return {
    id,
    mode: "waits",
    scoreNames: [id],
    fingerprint: juryFingerprint(settings),
    // By a rubric its score is a category, which has no scale.
    scale: "criterion" in task ? UNIT_SCALE : null,
    timeoutMs: settings.timeoutMs ?? JUDGE_TIMEOUT_MS,
    models: judges,
    waitsForModelsOnly: true,
    prepare: async (context) => {
      if (!("criterion" in task)) return;
      const { criterion } = task;
      await awaitAll(judges.map((model) => evaluationSteps(context, { criterion, model })));
    },
    evaluate: async (judged, context) => {
      const item = judgedItem(judged, { path, contextPath });
      if (item === null) return [unscoredScore(id, outputAbsent(path))];
      const members = await awaitAll(
        judges.map(
          (model): Promise<MemberVerdict<number | string>> =>
            "criterion" in task
              ? askForNumber(context, { settings, model, item, criterion: task.criterion })
              : askForChoice(context, { settings, model, item, rubric: task.rubric }),
        ),
      );
      return [toScore(members, { name: id, selection: item.selection })];
    },
  };
}

interface Member {
  readonly settings: JurySettings;
  readonly model: string;
  readonly item: JudgedItem;
}

async function askForNumber(
  context: EvaluatorContext,
  {
    settings,
    model,
    item,
    criterion,
  }: Member & { readonly criterion: Parameters<typeof criterionContent>[0] },
): Promise<MemberVerdict<number>> {
  const judge = context.models.describe(model).id;
  const score = await judgeCriterion(context, {
    criterion,
    item,
    settings: { ...settings.asked, model },
    scoreName: settings.id,
    key: `jury/${criterion.id}/${judge}`,
  });
  const { judge: _judge, ...details } = score.metadata;
  const isScored = typeof score.value === "number";
  return {
    judge,
    value: typeof score.value === "number" ? score.value : null,
    problem: isScored ? null : score.comment,
    reason: isScored ? score.comment : null,
    fingerprint: score.fingerprint ?? null,
    details,
  };
}

async function askForChoice(
  { models }: EvaluatorContext,
  { settings, model, item, rubric }: Member & { readonly rubric: Rubric },
): Promise<MemberVerdict<string>> {
  const judge = models.describe(model).id;
  const judgement = await judgeRubric({
    models,
    rubric,
    sections: item.sections({ usesReference: true }),
    key: `jury/rubric/${judge}`,
    settings: { ...settings.asked, model },
  });
  const { judge: _judge, ...details } = judgement.metadata;
  const { choices, reason } = judgement;
  const value = strictMajority(choices);
  const isSplit = value === null && choices.length > 0;
  const problem = isSplit ? "its samples have no majority" : judgement.problem;
  return { judge, value, problem, reason, fingerprint: judgement.fingerprint, details };
}

function toScore(
  members: readonly MemberVerdict<number | string>[],
  { name, selection }: { readonly name: string; readonly selection: JsonObject },
): EvaluatorScore {
  const valid = members.filter(({ value }) => value !== null);
  const values = valid.map(({ value }) => value).filter((value) => value !== null);
  const metadata = {
    judges: members.length,
    validJudges: valid.length,
    agreement: juryAgreement(values),
    members: describeMembers(members),
  };
  const unscored = (unscoredReason: string, comment: string): EvaluatorScore =>
    unscoredScore(name, { unscoredReason, comment, metadata });
  if (valid.length * 2 < members.length || valid.length === 0) {
    const problems = members.flatMap(({ judge, problem }) =>
      problem === null ? [] : `${judge}: ${problem}`,
    );
    return unscored(
      "judge_failed",
      `${valid.length} of ${members.length} judges are valid. ${problems.join(" ")}`,
    );
  }
  const numbers = values.filter((value) => typeof value === "number");
  const value =
    numbers.length === values.length
      ? numbers.reduce((sum, one) => sum + one, 0) / numbers.length
      : strictMajority(values.map(String));
  if (value === null) return unscored("no_majority", `The judges chose ${values.join(", ")}.`);
  // The judges that are in the score: what another panel says is another score.
  const parts = valid.flatMap((member) => member.fingerprint ?? []).sort();
  return {
    name,
    value,
    unscoredReason: null,
    comment: valid.find((member) => member.value === value && member.reason !== null)?.reason ?? null,
    metadata,
    fingerprint: fingerprint(canonicalJson({ kind: "jury", parts, selection })),
  };
}

function juryFingerprint({ judges, task, asked, path, contextPath }: JurySettings): string {
  const selection = { path: path ?? null, contextPath };
  const content =
    "criterion" in task
      ? { promptVersion: G_EVAL_PROMPT_VERSION, criterion: criterionContent(task.criterion) }
      : { promptVersion: RUBRIC_PROMPT_VERSION, rubric: rubricContent(task.rubric) };
  return fingerprint(
    canonicalJson({ kind: "jury", judges: [...judges].sort(), content, asked: { ...asked }, selection }),
  );
}

/** The value that more than half of all values are; null when none is. */
function strictMajority(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].find(([, count]) => count * 2 > values.length)?.[0] ?? null;
}
