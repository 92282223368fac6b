import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";

/** A criterion's score that a derived `overall` is made of. */
export interface Constituent {
  readonly id: string;
  readonly score: EvaluatorScore;
}

/**
 * The weighted mean of criteria in place of a judged `overall`. Unscored, `constituent_unscored`, as soon as
 * one of them is: a mean over what happens to be there would be another score.
 */
export function derivedOverall(
  name: string,
  {
    constituents,
    weights,
  }: {
    readonly constituents: readonly Constituent[];
    readonly weights: ReadonlyMap<string, number>;
  },
): EvaluatorScore {
  const weighed = constituents.filter(({ id }) => weights.has(id));
  const metadata = { overallMode: "derived", weights: Object.fromEntries(weights) };
  const missing = weighed.filter(({ score }) => typeof score.value !== "number").map(({ id }) => id);
  if (missing.length > 0) {
    const comment = `Without a score of ${missing.join(", ")} there is no weighted mean.`;
    return { name, value: null, unscoredReason: "constituent_unscored", comment, metadata };
  }
  let sum = 0;
  let total = 0;
  for (const { id, score } of weighed) {
    const weight = weights.get(id) ?? 0;
    sum += weight * Number(score.value);
    total += weight;
  }
  const parts = weighed.map(({ id, score }) => [id, score.fingerprint ?? null, weights.get(id) ?? 0]);
  return {
    name,
    value: sum / total,
    unscoredReason: null,
    comment: null,
    metadata,
    fingerprint: fingerprint(canonicalJson({ kind: "g_eval_overall", parts })),
  };
}
