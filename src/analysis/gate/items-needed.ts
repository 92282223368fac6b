import { PLANNED_POWER } from "../../domain/plan/planned-power.js";
import { normalQuantile } from "../../statistics/distributions/normal.js";
import type { Bounds } from "./gate-bounds.js";

/** A condition that is not decided, with its figures. */
export interface OpenCondition extends Bounds {
  readonly n: number;
  readonly estimate: number | null;
  /** The truth that is planned for. */
  readonly assumed: number | null;
  readonly limit: number;
  /** 1: it has to be at least the limit; −1: at most. */
  readonly sign: 1 | -1;
  /** Of one item, such that its square divided by n is the variance of the estimate. */
  readonly deviation: number | null;
  readonly alpha: number;
  /** Of what one item can be; null = unbounded. */
  readonly width: number | null;
}

/**
 * Items with which a condition would be decided, passed or failed, at 80 % power.
 *
 * Method  the bound that was found at n items has a part that falls with √n, the deviation times √(2 ln(1/α)) at most, and
 *         one that falls with n, the price of holding for every distribution (Bernstein); both are carried on to the
 *         number at which they, and the luck of the draw, fit between the assumed truth and the limit. It is more than n, which
 *         did not tell. A pass also needs enough items to have seen a rare worst one.
 * Null    without a deviation, or for a truth on the limit itself, which no number decides.
 */
export function itemsNeeded(open: OpenCondition): number | null {
  const { n, assumed, limit, sign, alpha, width, deviation } = open;
  if (assumed === null || deviation === null || (deviation === 0 && width === null)) return null;
  const margin = sign * (assumed - limit);
  if (margin === 0) return null;
  const distance = Math.abs(margin);
  const { root, linear } = splitBound(open, { deviation, side: margin > 0 ? -sign : sign });
  const falling = root + normalQuantile(PLANNED_POWER) * deviation;
  // linear x² + falling x = distance, with x = 1 / √items
  const x =
    linear === 0
      ? distance / falling
      : (Math.sqrt(falling ** 2 + 4 * linear * distance) - falling) / (2 * linear);
  const rare =
    width === null || margin < 0
      ? 0
      : Math.log(alpha) / Math.log1p(-Math.min(distance / width, 1 - Number.EPSILON));
  return Math.max(n + 1, Math.ceil(Math.max(1 / x ** 2, rare)));
}

/** The distance from estimate to bound as `root / √n + linear / n`; `side` −1 is the lower bound. */
function splitBound(
  { n, estimate, lowerBound, upperBound, alpha, width }: OpenCondition,
  { deviation, side }: { readonly deviation: number; readonly side: number },
): { readonly root: number; readonly linear: number } {
  const most = deviation * Math.sqrt(-2 * Math.log(alpha));
  const bound = side < 0 ? lowerBound : upperBound;
  // Too few items to have a bound: as wide as Bernstein's.
  if (bound === null || estimate === null)
    return { root: most, linear: width === null ? 0 : (-width * Math.log(alpha)) / 3 };
  const reach = Math.abs(estimate - bound) * Math.sqrt(n);
  const root = Math.min(most, reach);
  return { root, linear: (reach - root) * Math.sqrt(n) };
}
