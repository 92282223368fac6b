import type { Verdict } from "../domain/comparison/verdict.js";

/** A verdict in words: `insufficient data`. */
export function verdictWords(verdict: Verdict): string {
  return verdict.replaceAll("_", " ");
}
