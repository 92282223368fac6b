import { assertFinite } from "./non-finite-value-error.js";
import { PairLengthError } from "./pair-length-error.js";
import { requireCount } from "./require-parameter.js";

/** Up to this many non-zero differences all 2^n sign patterns are counted. */
const MOST_ENUMERATED = 20;
/** Differences per table of signed sums: one byte of randomness picks one of its 256 entries. */
const BLOCK = 8;

/** Result of a sign-flip test. */
export interface SignFlipTest {
  readonly pValue: number | null;
  readonly exact: boolean;
  readonly undefinedReason: "no_pairs" | null;
}

/**
 * Two-sided paired permutation test on the mean difference.
 *
 * Shapes  differences: length n >= 0, one per item; clusters: length n, the cluster of each item, whose
 *         differences then change sign together.
 * Units   p in (0, 1].
 * Method  sign flips; exact for at most 20 non-zero differences (or clusters), else (k + 1) / (m + 1) over
 *         m = resamples random patterns. A pattern is as far from zero as the sample when what it turns round, or what it
 *         leaves, sums to nothing or to the other side: only those differences round the sum, so that one large
 *         difference hides no small ones.
 * Null    for n = 0. All differences zero give p = 1.
 * Source  Phipson & Smyth 2010.
 * @throws NonFiniteValueError
 * @throws PairLengthError when there is not one cluster per difference.
 */
export function signFlipTest(
  differences: readonly number[],
  options: {
    readonly random: () => number;
    readonly resamples?: number;
    readonly clusters?: readonly string[];
  },
): SignFlipTest {
  const { random, resamples = 9_999, clusters } = options;
  assertFinite(differences, "signFlipTest");
  requireCount(resamples, { statistic: "signFlipTest", name: "resamples" });
  if (differences.length === 0) return { pValue: null, exact: true, undefinedReason: "no_pairs" };
  const flippable = clusters === undefined ? differences : clusterSums(differences, clusters);
  const changes = flippable.filter((difference) => difference !== 0);
  const sum = changes.reduce((total, change) => total + change, 0);
  const rounding = roundingOf(changes.length);
  if (Math.abs(sum) <= rounding * changes.reduce((total, change) => total + Math.abs(change), 0))
    return { pValue: 1, exact: changes.length <= MOST_ENUMERATED, undefinedReason: null };
  // Turned so that their sum is above zero, and lessened by what rounding can add to a sum.
  const sizes = Float64Array.from(changes, (change) => {
    const turned = sum < 0 ? -change : change;
    return turned - rounding * Math.abs(turned);
  });
  if (sizes.length <= MOST_ENUMERATED)
    return { pValue: 2 * shareBelowZero(sizes), exact: true, undefinedReason: null };
  const reached = countBelowZero(sizes, { random, resamples });
  return { pValue: (reached + 1) / (resamples + 1), exact: false, undefinedReason: null };
}

/** Sums of the same numbers in another order differ by rounding: the share of their size that counts as nothing. */
function roundingOf(terms: number): number {
  return (16 + terms / BLOCK) * Number.EPSILON;
}

function clusterSums(differences: readonly number[], clusters: readonly string[]): number[] {
  if (clusters.length !== differences.length) {
    throw new PairLengthError("signFlipTest", {
      differences: differences.length,
      clusters: clusters.length,
    });
  }
  const sums = new Map<string, number>();
  for (const [index, difference] of differences.entries()) {
    const cluster = clusters[index] as string;
    sums.set(cluster, (sums.get(cluster) ?? 0) + difference);
  }
  return [...sums.values()];
}

/** Share of the 2^n subsets whose sum is not above zero: two halves, one of them sorted, met in the middle. */
function shareBelowZero(sizes: Float64Array): number {
  const half = sizes.length >> 1;
  const left = subsetSums(sizes.subarray(0, half));
  const right = subsetSums(sizes.subarray(half)).sort();
  let reached = 0;
  for (const sum of left) reached += countAtMost(right, -sum);
  return reached / (left.length * right.length);
}

/** The sums of all 2^n subsets, in the order of the subset's bits. */
function subsetSums(sizes: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  for (const [bit, size] of sizes.entries()) {
    const subsets = 2 ** bit;
    for (let subset = 0; subset < subsets; subset += 1)
      sums[subset + subsets] = (sums[subset] as number) + size;
  }
  return sums;
}

function countAtMost(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Random subsets whose sum, or whose complement's, is not above zero. Block by block, so that a table of 256 sums replaces
 * eight additions and stays cached.
 */
function countBelowZero(
  sizes: Float64Array,
  { random, resamples }: { readonly random: () => number; readonly resamples: number },
): number {
  const flipped = new Float64Array(resamples);
  const kept = new Float64Array(resamples);
  for (let start = 0; start < sizes.length; start += 4 * BLOCK) {
    const tables = [0, 1, 2, 3].map((block) => {
      const from = Math.min(start + block * BLOCK, sizes.length);
      const table = new Float64Array(256);
      const sums = subsetSums(sizes.subarray(from, Math.min(from + BLOCK, sizes.length)));
      for (let byte = 0; byte < 256; byte += 1) table[byte] = sums[byte & (sums.length - 1)] as number;
      return table;
    });
    const [first, second, third, fourth] = tables as [Float64Array, Float64Array, Float64Array, Float64Array];
    const sumOf = (bits: number): number =>
      (first[bits & 255] as number) +
      (second[(bits >>> 8) & 255] as number) +
      (third[(bits >>> 16) & 255] as number) +
      (fourth[bits >>> 24] as number);
    for (let resample = 0; resample < resamples; resample += 1) {
      const bits = Math.floor(random() * 2 ** 32) | 0;
      flipped[resample] = (flipped[resample] as number) + sumOf(bits);
      kept[resample] = (kept[resample] as number) + sumOf(~bits);
    }
  }
  let reached = 0;
  for (let resample = 0; resample < resamples; resample += 1)
    if ((flipped[resample] as number) <= 0 || (kept[resample] as number) <= 0) reached += 1;
  return reached;
}
