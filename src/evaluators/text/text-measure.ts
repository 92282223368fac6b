import type { Unscored } from "../unscored.js";

/**
 * A similarity of two texts: 1 for identical ones, 0 for nothing in common, never NaN, symmetric.
 * Unscored where it cannot be computed in bounded time.
 */
export type TextMeasure = (output: string, expected: string) => number | Unscored;
