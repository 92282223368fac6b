import type { ModelAnswer, Models } from "../../domain/model/models.js";
import type { CriterionJudgement } from "../g-eval/criterion-judgement.js";
import { askForm } from "../judging/ask-form.js";
import { askJudge } from "../judging/ask-judge.js";
import { readChoice } from "../judging/choice-answer.js";
import { choiceSchema } from "../judging/choice-schema.js";
import { collectJudgements } from "../judging/collect-judgements.js";
import type { AskedQuestion } from "../judging/judge-settings.js";
import { type PairQuestion, pairFormPrompt, pairObjectPrompt } from "./pair-prompt.js";

/** Which of two texts a judge prefers, in one order of presentation. */
export interface PairPreference extends Omit<CriterionJudgement, "score01"> {
  /** Probability (0–1) that the text shown first is preferred, a tie counting half; null = the judge failed. */
  readonly shownFirst: number | null;
}

const CHOICES = ["A", "B", "C"] as const;

/** What a choice says about the answer shown first. */
const PREFERENCE: Readonly<Record<string, number>> = { A: 1, B: 0, C: 0.5 };

type Asked = AskedQuestion<PairQuestion>;

/** Asks for the preference in one order: by log probabilities of the letter where there are any, else by samples. */
export async function askPair(models: Models, asked: Asked): Promise<PairPreference> {
  const { settings } = asked;
  const hasLogprobs = models.describe(settings.model).capabilities.logprobs;
  const weighted = settings.mode === "auto" && hasLogprobs ? await byLogprobs(models, asked) : null;
  return weighted ?? (await bySamples(models, asked));
}

/** Null when the letters' probabilities do not say enough. */
async function byLogprobs(
  models: Models,
  { question, settings, key }: Asked,
): Promise<PairPreference | null> {
  const judgement = await askForm(models, {
    model: settings.model,
    prompt: pairFormPrompt(question),
    key,
    read: (answer) => {
      const candidates = letterCandidates(answer);
      return candidates === null ? { problem: "no letter in the form" } : { value: candidates, reason: null };
    },
  });
  if (!judgement.isValid) return null;
  let mass = 0;
  let first = 0;
  for (const { token, logprob } of judgement.value) {
    const preference = PREFERENCE[token.trim()];
    if (preference === undefined) continue;
    mass += Math.exp(logprob);
    first += preference * Math.exp(logprob);
  }
  if (!(mass >= settings.minimumMass)) return null;
  return {
    shownFirst: Math.min(1, first / mass),
    problem: null,
    reason: null,
    details: { mode: "logprobs", mass },
    answers: [judgement.answer],
  };
}

async function bySamples(models: Models, { question, settings, key }: Asked): Promise<PairPreference> {
  const { model, samples, temperature, maxOutputTokens } = settings;
  const request = {
    model,
    ...pairObjectPrompt(question),
    temperature,
    maxOutputTokens,
    output: { name: "preference", schema: choiceSchema(CHOICES) },
  };
  const { valid, isEnough, problem } = await collectJudgements(samples, ({ sampleIndex, isReask }) =>
    askJudge(models, {
      request: { ...request, key: isReask ? `${key}/again` : key, sampleIndex, name: key },
      read: (answer) => readChoice(answer, CHOICES),
    }),
  );
  const sum = valid.reduce((total, { value }) => total + (PREFERENCE[value] ?? 0), 0);
  return {
    shownFirst: isEnough ? sum / valid.length : null,
    problem: isEnough ? null : problem,
    reason: valid.find(({ reason }) => reason !== null)?.reason ?? null,
    details: { mode: "samples", samples, validSamples: valid.length },
    answers: valid.map(({ answer }) => answer),
  };
}

/** The alternatives at the letter's place; null when the form holds more than a letter. */
function letterCandidates({ text, logprobs }: Pick<ModelAnswer, "text" | "logprobs">) {
  if (logprobs === null || !/^[\s*]*[ABC][\s*.]*$/.test(text)) return null;
  const place = logprobs.find(({ token }) => /[ABC]/.test(token));
  if (place === undefined) return null;
  const { token, logprob, alternatives } = place;
  const isListed = alternatives.some((alternative) => alternative.token === token);
  return isListed ? alternatives : [...alternatives, { token, logprob }];
}
