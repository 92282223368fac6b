import { isUnscored, type Unscored } from "../unscored.js";
import { rougeLSimilarity } from "./rouge-l-similarity.js";
import { tokenF1Similarity } from "./token-f1-similarity.js";

/**
 * The mean of token F1 (are the right words there?) and ROUGE-L F1 (in the right order?).
 *
 * Words rather than characters, because an edit distance punishes every rephrasing and credits chance overlap
 * of letters; both halves, because either alone is blind to order or harsh on a moved clause.
 */
export function lexicalSimilarity(output: string, expected: string): number | Unscored {
  const inOrder = rougeLSimilarity(output, expected);
  if (isUnscored(inOrder)) return inOrder;
  return (tokenF1Similarity(output, expected) + inOrder) / 2;
}
