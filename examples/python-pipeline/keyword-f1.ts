/**
 * F1 of two lists of keywords, over their single words, so that "air pollution" found as "pollution" is half
 * right; 0 when nothing was found, 1 when all words are the same.
 */
export function keywordF1(found: readonly string[], expected: readonly string[]): number {
  const foundWords = toWords(found);
  const expectedWords = toWords(expected);
  const hits = [...foundWords].filter((word) => expectedWords.has(word)).length;
  return (2 * hits) / (foundWords.size + expectedWords.size);
}

function toWords(keywords: readonly string[]): ReadonlySet<string> {
  return new Set(keywords.flatMap((keyword) => keyword.toLowerCase().split(/\s+/)));
}
