import type { DifferencePower } from "../domain/metric-difference.js";
import { itemsNeeded } from "../statistics/power/items-needed.js";
import { minimumDetectableEffect } from "../statistics/power/minimum-detectable-effect.js";

const POWER = 0.8;

/**
 * What so many pairs can find, and how many would find the observed difference.
 *
 * Method  normal approximation on n · SE², which with clusters carries their design effect.
 * Null    without variance; `itemsNeeded` also at a difference of zero.
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 */
export function differencePower(
  sample: {
    readonly n: number;
    readonly meanDifference: number | null;
    readonly standardError: number | null;
  },
  alpha: number,
): DifferencePower {
  const { n, meanDifference, standardError } = sample;
  if (meanDifference === null || standardError === null || standardError === 0)
    return { power: POWER, minimumDetectableEffect: null, itemsNeeded: null };
  const design = {
    differenceVariance: n * standardError ** 2,
    withinVariance: { baseline: 0, candidate: 0 },
    repetitions: { baseline: 1, candidate: 1 },
    alpha,
    power: POWER,
  };
  return {
    power: POWER,
    minimumDetectableEffect: minimumDetectableEffect(design, n),
    itemsNeeded: meanDifference === 0 ? null : Math.ceil(itemsNeeded(design, Math.abs(meanDifference))),
  };
}
