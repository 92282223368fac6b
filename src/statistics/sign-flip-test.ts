import { assertFinite } from "./non-finite-value-error.js";
import { PairLengthError } from "./pair-length-error.js";
import { requireCount } from "./require-parameter.js";

/** Up to so many non-zero differences all 2^n sign patterns are counted. */
const EXACT_LIMIT = 20;
/** Sums of the same numbers in another order differ by rounding; sums this close count as equal. */
const RELATIVE_ROUNDING = 1e-12;
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
 *         m = resamples random patterns.
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
  const sizes = Float64Array.from(flippable.filter((difference) => difference !== 0));
  let observed = 0;
  let total = 0;
  for (const size of sizes) {
    observed += size;
    total += Math.abs(size);
  }
  const bound = Math.abs(observed) - RELATIVE_ROUNDING * total;
  if (sizes.length <= EXACT_LIMIT) {
    return { pValue: exactShare(sizes, bound), exact: true, undefinedReason: null };
  }
  let reached = 0;
  for (const sum of randomSums(sizes, { random, resamples })) if (Math.abs(sum) >= bound) reached += 1;
  return { pValue: (reached + 1) / (resamples + 1), exact: false, undefinedReason: null };
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

/** Share of sign patterns whose sum is at least `bound` away from zero: two sorted halves, met in the middle. */
function exactShare(sizes: Float64Array, bound: number): number {
  if (bound <= 0) return 1;
  const half = sizes.length >> 1;
  const left = signedSums(sizes.subarray(0, half));
  const right = signedSums(sizes.subarray(half)).sort();
  let reached = 0;
  for (const sum of left) {
    reached += right.length - countBelow(right, bound - sum);
    // The patterns are symmetric about zero, so those below −bound mirror those above bound.
    reached += right.length - countBelow(right, bound + sum);
  }
  return reached / (left.length * right.length);
}

/** The 2^n sums of the sizes under every pattern of signs, in the order of the pattern's bits. */
function signedSums(sizes: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  for (const [bit, size] of sizes.entries()) {
    const patterns = 2 ** bit;
    for (let pattern = 0; pattern < patterns; pattern += 1) {
      const sum = sums[pattern] as number;
      sums[pattern + patterns] = sum - size;
      sums[pattern] = sum + size;
    }
  }
  return sums;
}

function countBelow(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One sum per resample. Block by block, so that a table of 256 sums replaces eight additions and stays cached. */
function randomSums(
  sizes: Float64Array,
  { random, resamples }: { readonly random: () => number; readonly resamples: number },
): Float64Array {
  const sums = new Float64Array(resamples);
  for (let start = 0; start < sizes.length; start += 4 * BLOCK) {
    const tables = [0, 1, 2, 3].map((block) => {
      const from = Math.min(start + block * BLOCK, sizes.length);
      const table = new Float64Array(256);
      const signed = signedSums(sizes.subarray(from, Math.min(from + BLOCK, sizes.length)));
      for (let byte = 0; byte < 256; byte += 1) table[byte] = signed[byte & (signed.length - 1)] as number;
      return table;
    });
    const [first, second, third, fourth] = tables as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let resample = 0; resample < resamples; resample += 1) {
      const bits = Math.floor(random() * 2 ** 32) | 0;
      sums[resample] =
        (sums[resample] as number) +
        (first[bits & 255] as number) +
        (second[(bits >>> 8) & 255] as number) +
        (third[(bits >>> 16) & 255] as number) +
        (fourth[bits >>> 24] as number);
    }
  }
  return sums;
}
