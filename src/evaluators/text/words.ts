import { foldCase } from "./fold-case.js";
import { UNSPACED_SCRIPTS } from "./unspaced-scripts.js";

const WORD = new RegExp(
  `[${UNSPACED_SCRIPTS}]\\p{M}*|\\p{Extended_Pictographic}|(?:(?![${UNSPACED_SCRIPTS}])[\\p{L}\\p{N}\\p{M}])+`,
  "gu",
);

/**
 * The words of a text, without case and in one Unicode form: runs of letters, marks and digits; punctuation separates.
 *
 * For English this is the tokenisation of Google's `rouge_score` without stemming ("can't" is "can", "t").
 * Characters of unspaced scripts and pictographs are words of their own.
 */
export function words(text: string): readonly string[] {
  return foldCase(text).match(WORD) ?? [];
}
