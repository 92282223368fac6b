import { describe } from "../../statistics/describe.js";

/** Above this share of distinct values differences are continuous: they are shifted; else their values keep their places. */
const CONTINUOUS_SHARE = 1 / 3;
const TILT_BISECTIONS = 60;

/** What the items' differences will be: values with their probabilities, to draw from. */
export interface ExpectedDifferences {
  readonly values: readonly number[];
  /** Cumulated, the last one 1. */
  readonly cumulated: readonly number[];
}

/**
 * The pilot's differences as they would be if their mean were `effect`.
 *
 * Method  continuous ones are shifted. Those of a score with few levels stay on its levels, their shares tilted by exp(λ d):
 *         that is the nearest distribution (in Kullback–Leibler's sense) with that mean. Where no tilt has it, shifted too.
 * Source  Efron 1981, §11, for the tilt.
 */
export function expectedDifferences(pilot: readonly number[], effect: number): ExpectedDifferences {
  const counts = new Map<number, number>();
  for (const difference of pilot) counts.set(difference, (counts.get(difference) ?? 0) + 1);
  const values = [...counts.keys()].sort((left, right) => left - right);
  const shares = values.map((value) => (counts.get(value) as number) / pilot.length);
  const isLumpy = values.length <= CONTINUOUS_SHARE * pilot.length;
  const tilted = isLumpy ? tiltTo(effect, { values, shares }) : null;
  if (tilted !== null) return { values, cumulated: cumulate(tilted) };
  const { mean } = describe(pilot);
  return { values: values.map((value) => value - (mean as number) + effect), cumulated: cumulate(shares) };
}

/** Draws one difference: `uniform` in [0, 1). */
export function drawDifference({ values, cumulated }: ExpectedDifferences, uniform: number): number {
  let lower = 0;
  let upper = values.length - 1;
  while (lower < upper) {
    const middle = (lower + upper) >> 1;
    if ((cumulated[middle] as number) > uniform) upper = middle;
    else lower = middle + 1;
  }
  return values[lower] as number;
}

/** Shares of the values with the mean `effect`; null when it lies near or beyond the outermost of them. */
export function tiltTo(
  effect: number,
  { values, shares }: { readonly values: readonly number[]; readonly shares: readonly number[] },
): readonly number[] | null {
  const [lowest, highest] = [values[0] ?? 0, values.at(-1) ?? 0];
  const edge = 0.02 * (highest - lowest);
  if (!(effect > lowest + edge && effect < highest - edge)) return null;
  const tilt = (rate: number): readonly number[] => {
    const logs = values.map((value, index) => Math.log(shares[index] as number) + rate * value);
    const largest = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - largest));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  };
  const meanAt = (rate: number): number =>
    tilt(rate).reduce((sum, share, index) => sum + share * (values[index] as number), 0);
  const most = 50 / (highest - lowest);
  let [lower, upper] = [-most, most];
  for (let step = 0; step < TILT_BISECTIONS; step += 1) {
    const middle = (lower + upper) / 2;
    if (meanAt(middle) < effect) lower = middle;
    else upper = middle;
  }
  return tilt((lower + upper) / 2);
}

function cumulate(shares: readonly number[]): readonly number[] {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum;
  });
}
