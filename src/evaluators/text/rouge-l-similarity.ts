import { l as rouge } from "js-rouge";
import type { Unscored } from "../unscored.js";
import { textTooLong } from "./text-too-long.js";
import { words } from "./words.js";

/** 5,000 × 5,000 words take about a third of a second; time grows with the product. */
const MOST_COMPARED_WORDS = 5_000;

/**
 * ROUGE-L: the F1 of the longest common subsequence of words, over the whole texts as one sequence.
 *
 * The library's own sentence splitting is switched off: it makes the score depend on where it sees the end of
 * a sentence, and asymmetric. Texts without any word are compared as they are: 1 when equal, else 0.
 * Unscored, `text_too_long`, above 5,000 words. Source Lin 2004, section 3.1, with beta = 1.
 */
export function rougeLSimilarity(output: string, expected: string): number | Unscored {
  if (output === expected) return 1;
  const candidate = words(output);
  const reference = words(expected);
  if (candidate.length === 0 || reference.length === 0) return 0;
  if (candidate.length > MOST_COMPARED_WORDS || reference.length > MOST_COMPARED_WORDS) {
    const lengths = { output: candidate.length, expected: reference.length };
    return textTooLong({ unit: "words", ...lengths, limit: MOST_COMPARED_WORDS });
  }
  return rouge(candidate.join(" "), reference.join(" "), {
    tokenizer: (text) => text.split(" "),
    segmenter: (text) => [text],
  });
}
