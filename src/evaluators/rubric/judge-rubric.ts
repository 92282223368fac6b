import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { Models } from "../../domain/model/models.js";
import { askJudge } from "../judging/ask-judge.js";
import { readChoice } from "../judging/choice-answer.js";
import { choiceSchema } from "../judging/choice-schema.js";
import { collectJudgements } from "../judging/collect-judgements.js";
import type { Section } from "../judging/delimited-sections.js";
import type { JudgeSettings } from "../judging/judge-settings.js";
import { type Rubric, rubricContent } from "./rubric-definition.js";
import { RUBRIC_PROMPT_VERSION, rubricPrompt } from "./rubric-prompt.js";

/** What a judge chose, over all samples. */
export interface RubricJudgement {
  /** The valid choices, in the order of asking; fewer than half of the samples are none at all. */
  readonly choices: readonly string[];
  readonly problem: string | null;
  readonly reason: string | null;
  readonly metadata: JsonObject;
  /** Hash of all that shaped the choices; null without any. */
  readonly fingerprint: string | null;
}

/** Lets a judge choose, in structured output with the reason after the choice; what is no choice is asked again. */
export async function judgeRubric({
  models,
  settings,
  rubric,
  sections,
  key,
}: {
  readonly models: Models;
  readonly settings: Pick<JudgeSettings, "model" | "samples" | "temperature" | "maxOutputTokens">;
  readonly rubric: Rubric;
  readonly sections: readonly Section[];
  /** Names the calls within the step, such as `rubric/tone`. */
  readonly key: string;
}): Promise<RubricJudgement> {
  const { model, samples, temperature, maxOutputTokens } = settings;
  const choices = [...rubric.scores.keys()];
  const { question, meanings } = rubric;
  const request = {
    model,
    ...rubricPrompt({ question, meanings, sections }),
    maxOutputTokens,
    output: { name: "classification", schema: choiceSchema(choices) },
  };
  const { valid, isEnough, problem } = await collectJudgements(samples, ({ sampleIndex, isReask }) =>
    askJudge(models, {
      request: {
        ...request,
        // At temperature 0 the same question would get the same answer.
        temperature: isReask ? Math.max(1, temperature) : temperature,
        key: isReask ? `${key}/again` : key,
        sampleIndex,
        name: key,
      },
      read: (answer) => readChoice(answer, choices),
    }),
  );
  const judge = models.describe(model).id;
  const judgeSnapshots = [...new Set(valid.map(({ answer }) => answer.modelSnapshot))].sort();
  const metadata = { judge, judgeSnapshots, samples, validSamples: valid.length };
  if (!isEnough) return { choices: [], problem, reason: null, metadata, fingerprint: null };
  return {
    choices: valid.map(({ value }) => value),
    problem: null,
    reason: valid.find(({ reason }) => reason !== null)?.reason ?? null,
    metadata,
    fingerprint: fingerprint(
      canonicalJson({
        kind: "rubric",
        promptVersion: RUBRIC_PROMPT_VERSION,
        rubric: rubricContent(rubric),
        settings: { ...settings, model: judge },
        judgeSnapshots,
      }),
    ),
  };
}
