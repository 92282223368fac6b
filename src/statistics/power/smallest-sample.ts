import { normalQuantile } from "../distributions/normal.js";

const SEARCH_STEPS = 8;
/** Below this many items every number is tried. */
const CLOSE = 0.01;

/**
 * The number of items from which on a test has the asked power.
 *
 * Shapes  power: grows with n, but for the noise of a simulation; start: a first guess; result >= minimum.
 * Method  the normal quantile of the power is nearly a line over √n: interpolated between the nearest n on either side.
 * Null    when not even `maximum` items have the power.
 */
export function smallestSample(
  powerOf: (n: number) => number,
  {
    power,
    start,
    minimum,
    maximum,
  }: {
    readonly power: number;
    readonly start: number;
    readonly minimum: number;
    readonly maximum: number;
  },
): number | null {
  const known = new Map<number, number>();
  const at = (n: number): number => {
    const value = known.get(n) ?? powerOf(n);
    known.set(n, value);
    return value;
  };
  let upper = Math.min(maximum, Math.max(minimum, Math.ceil(start)));
  if (at(minimum) >= power) return minimum;
  let lower = minimum;
  while (at(upper) < power) {
    if (upper >= maximum) return null;
    lower = upper;
    upper = Math.min(maximum, Math.ceil(upper * 1.25) + 1);
  }
  for (let step = 0; step < SEARCH_STEPS && upper - lower > Math.max(1, CLOSE * upper); step += 1) {
    const middle = interpolate({ lower, upper }, { power, at });
    if (at(middle) >= power) upper = middle;
    else lower = middle;
  }
  return upper;
}

function interpolate(
  { lower, upper }: { readonly lower: number; readonly upper: number },
  { power, at }: { readonly power: number; readonly at: (n: number) => number },
): number {
  const quantile = (share: number): number => normalQuantile(Math.min(1 - 1e-6, Math.max(1e-6, share)));
  const [below, above, wanted] = [quantile(at(lower)), quantile(at(upper)), quantile(power)];
  const share = above === below ? 0.5 : Math.min(0.95, Math.max(0.05, (wanted - below) / (above - below)));
  const root = Math.sqrt(lower) + share * (Math.sqrt(upper) - Math.sqrt(lower));
  return Math.min(upper - 1, Math.max(lower + 1, Math.round(root ** 2)));
}
