import { redactorOfSent } from "../secrets/sent-secrets.js";

const LONGEST_PROVIDER_MESSAGE = 500;
const WINDOW = 16;
const SHORTEST_TEXT = 4;

/** Texts that must not appear in a message. */
export interface Secret {
  readonly keys: readonly string[];
  /** The texts of the request: only pieces of 16 characters and more are looked for, or a shorter text whole. */
  readonly texts: readonly string[];
}

/** A provider's words, shortened, without keys and without what they repeat of the request. */
export function redact(words: string, { keys, texts }: Secret): string {
  // Keys of others, and keys that a provider shows in part.
  let clean = redactorOfSent(keys)
    .text(words)
    .replace(/\b(sk|pk|rk)-[\w*.…-]{6,}/g, "[hidden]")
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=*-]{6,}/gi, "$1 [hidden]");
  // Only now, since a cut could leave half a key; the search for texts should not take long.
  clean = clean.slice(0, 4 * LONGEST_PROVIDER_MESSAGE);
  for (const text of texts) clean = withoutPiecesOf(text, clean);
  clean = clean.replace(/\s+/g, " ").trim();
  return clean.length > LONGEST_PROVIDER_MESSAGE ? `${clean.slice(0, LONGEST_PROVIDER_MESSAGE)}…` : clean;
}

function withoutPiecesOf(text: string, words: string): string {
  const length = Math.min(WINDOW, text.length);
  if (length < SHORTEST_TEXT) return words;
  let clean = "";
  let index = 0;
  while (index < words.length) {
    let end = index + length;
    if (end > words.length || !text.includes(words.slice(index, end))) {
      clean += words[index];
      index += 1;
      continue;
    }
    while (end < words.length && text.includes(words.slice(index, end + 1))) end += 1;
    clean += "[text of the request]";
    index = end;
  }
  return clean;
}
