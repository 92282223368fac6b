/** Tokens as a provider names them; null for what is no number of tokens: a negative one would be money that comes back. */
export function readTokenCount(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
