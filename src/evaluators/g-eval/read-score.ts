import type { JsonValue } from "../../domain/json/json.js";
import { describeValue } from "../../domain/json/value-description.js";
import type { ModelAnswer } from "../../domain/model/models.js";
import type { Scale } from "../../statistics/weighted-scale-score.js";
import { answerObjects } from "../judging/answer-objects.js";
import type { Reading } from "../judging/judgement.js";
import { readScoreForm } from "./score-form.js";

/**
 * Reads a judge's score: the object asked for, else the only such object in the text, else a text that is a
 * plain score. Decimals are kept; booleans, several scores and what is off the scale are refused.
 */
export function readScore(
  answer: Pick<ModelAnswer, "object" | "text">,
  form: { readonly label: string; readonly scale: Scale },
): Reading<number> {
  const objects = answerObjects(answer, "score");
  const [object] = objects;
  if (object === undefined) {
    const plain = readScoreForm(answer.text, form);
    return "problem" in plain ? plain : onScale(plain.value, { reason: null, scale: form.scale });
  }
  if (objects.length > 1) return { problem: `${objects.length} objects with a score` };
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
