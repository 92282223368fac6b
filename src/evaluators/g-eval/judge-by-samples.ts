import type { JsonObject } from "../../domain/json/json.js";
import type { Models } from "../../domain/model/models.js";
import { type Scale, scoreFromSamples } from "../../statistics/weighted-scale-score.js";
import { askJudge } from "../judging/ask-judge.js";
import { collectJudgements } from "../judging/collect-judgements.js";
import type { AskedQuestion } from "../judging/judge-settings.js";
import type { CriterionJudgement } from "./criterion-judgement.js";
import { type JudgeQuestion, scoreObjectPrompt } from "./judge-prompt.js";
import { readScore } from "./read-score.js";

/**
 * Mode S: K independent judgements, each a call of its own; the score is the mean of the valid ones.
 *
 * The score stands before the reason in every sample. Fewer than half of K valid ones are no score.
 */
export async function judgeBySamples(
  models: Models,
  { question, settings, key }: AskedQuestion<JudgeQuestion>,
): Promise<CriterionJudgement> {
  const { name, scale } = question.criterion;
  const { model, samples, temperature, maxOutputTokens } = settings;
  const request = {
    model,
    ...scoreObjectPrompt(question),
    temperature,
    maxOutputTokens,
    output: { name: "judgement", schema: scoreSchema(scale) },
  };
  const { valid, problem } = await collectJudgements(samples, ({ sampleIndex, isReask }) =>
    askJudge(models, {
      request: { ...request, key: isReask ? `${key}/again` : key, sampleIndex, name: key },
      read: (answer) => readScore(answer, { label: name, scale }),
    }),
  );
  const values = valid.map(({ value }) => value);
  const failures = Array.from({ length: samples - valid.length }, () => null);
  const sampled = scoreFromSamples([...values, ...failures], { scale });
  const { rawScore, score01, standardDeviation, standardError01 } = sampled;
  const details = { mode: "samples", samples, validSamples: valid.length };
  const answers = valid.map(({ answer }) => answer);
  if (rawScore === null) return { score01, problem, reason: null, details, answers };
  const typical = valid
    .filter(({ reason }) => reason !== null)
    .sort((left, right) => Math.abs(left.value - rawScore) - Math.abs(right.value - rawScore))[0];
  return {
    score01,
    problem: null,
    reason: typical?.reason ?? null,
    details: {
      ...details,
      rawScore,
      standardDeviation,
      standardError: standardError01,
      distribution: frequencies(values),
      ...(problem === null ? {} : { failedSamples: problem }),
    },
    answers,
  };
}

function scoreSchema({ minimum, maximum }: Scale): JsonObject {
  const values = Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
  return {
    type: "object",
    properties: { score: { type: "integer", enum: values }, reason: { type: "string" } },
    required: ["score", "reason"],
    additionalProperties: false,
  };
}

function frequencies(values: readonly number[]): JsonObject {
  const counts = new Map<number, number>();
  for (const value of [...values].sort((left, right) => left - right)) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([value, count]) => [value, count / values.length]));
}
