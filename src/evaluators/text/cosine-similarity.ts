/** Cosine of the angle between two vectors, in [-1, 1]; null for a zero vector, unlike lengths and NaN. */
export function cosineSimilarity(left: readonly number[], right: readonly number[]): number | null {
  if (left.length !== right.length) return null;
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? Number.NaN;
    product += value * other;
    leftSquares += value * value;
    rightSquares += other * other;
  }
  const cosine = product / (Math.sqrt(leftSquares) * Math.sqrt(rightSquares));
  return Number.isFinite(cosine) ? Math.min(1, Math.max(-1, cosine)) : null;
}
