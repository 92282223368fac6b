import type { JsonObject } from "../domain/json/json.js";
import type { EvaluatorScore } from "../domain/score/evaluation.js";

/** Why there is no value: a short reason in snake_case for counting, and a comment for people. */
export interface Unscored {
  readonly unscoredReason: string;
  readonly comment: string | null;
}

/** A score without a value. */
export function unscoredScore(
  name: string,
  { unscoredReason, comment, metadata = {} }: Unscored & { readonly metadata?: JsonObject },
): EvaluatorScore {
  return { name, value: null, unscoredReason, comment, metadata };
}

/** The option `path` selects nothing of the output. */
export function outputAbsent(path: string | undefined): Unscored {
  return { unscoredReason: "output_absent", comment: `The output has nothing at "${path}".` };
}

/** True for an `Unscored` among other results. */
export function isUnscored(result: unknown): result is Unscored {
  return typeof result === "object" && result !== null && "unscoredReason" in result;
}
