/**
 * A class body for regular expressions with the flag `u`: characters of scripts written without spaces between
 * words. Each of them counts as a word of its own, as in BLEU's Chinese tokenizer; else a whole sentence would
 * be one word, and two sentences that differ in one character would have nothing in common.
 */
export const UNSPACED_SCRIPTS =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}" +
  "\\p{Script=Khmer}\\p{Script=Myanmar}";
