import { distance } from "fastest-levenshtein";
import type { Unscored } from "../unscored.js";
import { textTooLong } from "./text-too-long.js";

/** 32,000 × 32,000 takes a quarter of a second on one slow core; 100,000 × 100,000 would take two. */
const MOST_COMPARED_CHARACTERS = 32_000;

/**
 * 1 - d / max(length), d the least number of insertions, deletions and substitutions of UTF-16 units.
 *
 * Two empty texts are identical: 1. Unscored, `text_too_long`, above 32,000 units in the longer text.
 * Source Levenshtein 1966; bit-parallel by Myers 1999.
 */
export function levenshteinSimilarity(output: string, expected: string): number | Unscored {
  if (output === expected) return 1;
  const longest = Math.max(output.length, expected.length);
  if (longest > MOST_COMPARED_CHARACTERS) {
    return textTooLong({
      unit: "characters",
      output: output.length,
      expected: expected.length,
      limit: MOST_COMPARED_CHARACTERS,
    });
  }
  return 1 - distance(output, expected) / longest;
}
