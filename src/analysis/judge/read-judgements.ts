import { isJsonObject, type JsonObject } from "../../domain/json/json.js";
import type { RunValue } from "../../domain/label/label-store.js";

/**
 * The judgements behind one score, in the score's own unit, where the evaluator stored them.
 *
 * Either `metadata.judgements`, numbers on the score's scale, or what G-Eval keeps of its samples: shares per value of
 * its rating scale, mapped to 0–1. A score without any is its own only judgement.
 */
export function readJudgements({ value, metadata }: Pick<RunValue, "value" | "metadata">): readonly number[] {
  const { judgements } = metadata;
  const numbers = Array.isArray(judgements) ? judgements.filter(isFiniteNumber) : readDistribution(metadata);
  return numbers.length === 0 ? [value] : numbers;
}

function readDistribution({ mode, validSamples, distribution, scale }: JsonObject): readonly number[] {
  if (
    mode !== "samples" ||
    !isFiniteNumber(validSamples) ||
    !isJsonObject(distribution) ||
    !isJsonObject(scale)
  )
    return [];
  const { minimum, maximum } = scale;
  if (!isFiniteNumber(minimum) || !isFiniteNumber(maximum) || minimum >= maximum) return [];
  return Object.entries(distribution).flatMap(([rating, share]) => {
    const count = isFiniteNumber(share) ? Math.round(share * validSamples) : 0;
    return Array.from({ length: count }, () => (Number(rating) - minimum) / (maximum - minimum));
  });
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
