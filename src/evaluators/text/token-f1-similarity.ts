import { foldCase } from "./fold-case.js";
import { UNSPACED_SCRIPTS } from "./unspaced-scripts.js";

/** Unicode punctuation, and what else ASCII counts as such (Python's `string.punctuation`, which SQuAD uses). */
const PUNCTUATION = /[\p{P}$+<=>^`|~]/gu;
const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}]\\p{M}*`, "gu");
const ARTICLES = new Set(["a", "an", "the"]);

/**
 * Token F1 of SQuAD: the harmonic mean of precision and recall over the two bags of words.
 *
 * Without case; punctuation is deleted ("can't" is "cant"), the articles a, an, the are left out. Where one text
 * has no word left the score is 1 when the texts are equal, else 0. Linear in the length, so without limit.
 * Source Rajpurkar et al. 2016, the official evaluation script; unspaced scripts by character as in MLQA's.
 */
export function tokenF1Similarity(output: string, expected: string): number {
  if (output === expected) return 1;
  const candidate = tokens(output);
  const reference = tokens(expected);
  const remaining = new Map<string, number>();
  for (const token of reference) remaining.set(token, (remaining.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of candidate) {
    const count = remaining.get(token) ?? 0;
    if (count === 0) continue;
    remaining.set(token, count - 1);
    shared += 1;
  }
  return shared === 0 ? 0 : (2 * shared) / (candidate.length + reference.length);
}

function tokens(text: string): readonly string[] {
  const bare = foldCase(text).replace(PUNCTUATION, "").replace(UNSPACED, " $& ");
  return bare.split(/\s+/u).filter((token) => token !== "" && !ARTICLES.has(token));
}
