import type { WorstCaseFills } from "./worst-case-fills.js";

/** How little the differences of a sample vary. */
export interface Steadiness {
  /** Items, those with missing values included. */
  readonly n: number;
  /** Items with the most frequent difference. */
  readonly mostFrequent: number;
  /** Squared deviations from the mean, added up. */
  readonly squares: number;
}

/**
 * How steady differences are, with all pairs or without the one at an index: from sums kept once.
 *
 * Method  an item with missing values counts as if it varied as little as it can: as one with the most frequent difference,
 *         and with no deviation. So no value that is missing could make the sample steadier than it is taken for.
 */
export function steadinessOf(
  differences: readonly number[],
  fills: WorstCaseFills | null,
): (without: number | null) => Steadiness {
  const n = fills === null ? differences.length : fills.lowest.length;
  const isKnown = (index: number): boolean => fills === null || fills.lowest[index] === fills.highest[index];
  const known = fills === null ? differences : differences.filter((_, index) => isKnown(index));
  const counts = new Map<number, number>();
  let sum = 0;
  for (const difference of known) {
    counts.set(difference, (counts.get(difference) ?? 0) + 1);
    sum += difference;
  }
  const mean = sum / known.length;
  let squares = 0;
  for (const difference of known) squares += (difference - mean) ** 2;
  let mostFrequent = 0;
  for (const count of counts.values()) if (count > mostFrequent) mostFrequent = count;
  const others = n - known.length;
  let modes = 0;
  for (const count of counts.values()) if (count === mostFrequent) modes += 1;
  return (without) => {
    if (without === null) return { n, mostFrequent: mostFrequent + others, squares };
    if (!isKnown(without)) return { n: n - 1, mostFrequent: mostFrequent + others - 1, squares };
    const difference = differences[without] as number;
    const isOnlyMode = modes === 1 && counts.get(difference) === mostFrequent;
    const moved = known.length < 2 ? 0 : ((difference - mean) ** 2 * known.length) / (known.length - 1);
    return {
      n: n - 1,
      mostFrequent: mostFrequent + others - (isOnlyMode ? 1 : 0),
      squares: Math.max(0, squares - moved),
    };
  };
}
