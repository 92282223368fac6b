/**
 * Vector of a text: its words hashed into `dimensions` buckets, counted, and scaled to length 1. Texts that
 * share words have a higher cosine; the same text has the same vector on every machine.
 *
 * A text without a word gets the unit vector of the first bucket, since no provider sends a zero vector.
 */
export function embeddingVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const bucket = hash(word) % dimensions;
    vector[bucket] = (vector[bucket] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  if (length === 0) {
    vector[0] = 1;
    return vector;
  }
  return vector.map((count) => count / length);
}

/** FNV-1a, 32 bits, with a final mix: its low bits alone are uneven. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(word, "utf8")) value = Math.imul(value ^ byte, 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 12)) >>> 0;
}
