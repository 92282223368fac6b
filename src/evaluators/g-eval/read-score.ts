import type { JsonValue } from "../../domain/json/json.js";
import { describeValue } from "../../domain/json/value-description.js";
import type { ModelAnswer } from "../../domain/model/models.js";
import type { Scale } from "../../statistics/weighted-scale-score.js";
import { answerObject } from "../judging/answer-object.js";
import type { Reading } from "../judging/judgement.js";
import { readScoreForm } from "./score-form.js";

/**
 * Reads a judge's score: the last object with one in the text, else the structured output, else a text that is a
 * plain score. Decimals are kept; booleans and what is off the scale are refused.
 */
export function readScore(
  answer: Pick<ModelAnswer, "object" | "text">,
  form: { readonly label: string; readonly scale: Scale },
): Reading<number> {
  const found = answerObject(answer, "score");
  const { object } = found;
  if (object === null) {
    if (found.problem !== null) return { problem: found.problem };
    const plain = readScoreForm(answer.text, form);
    return "problem" in plain ? plain : onScale(plain.value, { reason: null, scale: form.scale });
  }
  const value = toNumber(object.score, form);
  if (typeof value !== "number") return value;
  const reason = typeof object.reason === "string" && object.reason.trim() !== "" ? object.reason : null;
  return onScale(value, { reason, scale: form.scale });
}

function toNumber(
  score: JsonValue | undefined,
  form: { readonly label: string; readonly scale: Scale },
): number | { readonly problem: string } {
  if (typeof score === "number" && Number.isFinite(score)) return score;
  if (typeof score !== "string") return { problem: `a score that is ${describeValue(score)}` };
  const plain = readScoreForm(score, form);
  return "problem" in plain ? { problem: `a score with ${plain.problem}` } : plain.value;
}

function onScale(
  value: number,
  { reason, scale }: { readonly reason: string | null; readonly scale: Scale },
): Reading<number> {
  if (value >= scale.minimum && value <= scale.maximum) return { value, reason };
  return { problem: `a score of ${value}, off the scale from ${scale.minimum} to ${scale.maximum}` };
}
