import type { ValueRange } from "../../statistics/bounded/betting-mean-bounds.js";
import { snapDifference } from "../../statistics/snap-difference.js";

/**
 * The largest difference that two values of a range can have, rounded as differences are: 0.3 − 0.1 is 0.2, so that it is
 * no less than the difference of the two ends.
 */
export function rangeWidth({ minimum, maximum }: ValueRange): number {
  return snapDifference(maximum - minimum, Math.max(Math.abs(minimum), Math.abs(maximum)));
}
