const token = /\s?\p{L}+|\p{N}{1,3}|[^\s\p{L}\p{N}]+|\s+/gu;

/**
 * Splits text into pieces much as a provider's tokenizer does: words with the space before them, numbers
 * by up to three digits and apart from their space, runs of punctuation. The pieces joined are the text.
 */
export function splitIntoTokens(text: string): string[] {
  return text.match(token) ?? [];
}
