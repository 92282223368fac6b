import type { DifferencePower } from "../../domain/comparison/metric-difference.js";
import { PLANNED_POWER } from "../../domain/plan/planned-power.js";
import type { PairedTTest } from "../../statistics/paired-t-test.js";
import { pairedTMinimumDetectableEffect } from "../../statistics/power/paired-t-minimum-detectable-effect.js";
import { pairedTItemsNeeded } from "../../statistics/power/paired-t-power.js";

/**
 * What this many pairs can find by the t test, and how many would find the observed difference if it were the true one.
 *
 * Method  exact t test. With clusters they are the units, as many as the degrees of freedom say, and items are counted at as
 *         many per unit as here.
 * Null    without variance, and for an alpha that is not below the power; `itemsNeeded` also at a difference of zero.
 * Source  Cohen 1988.
 */
export function differencePower(
  sample: Pick<PairedTTest, "n" | "degreesOfFreedom" | "meanDifference" | "standardError">,
  alpha: number,
): DifferencePower {
  const { n, degreesOfFreedom, meanDifference, standardError } = sample;
  if (
    meanDifference === null ||
    degreesOfFreedom === null ||
    standardError === null ||
    standardError === 0 ||
    alpha >= PLANNED_POWER
  )
    return { power: PLANNED_POWER, minimumDetectableEffect: null, itemsNeeded: null };
  const units = degreesOfFreedom + 1;
  const deviation = standardError * Math.sqrt(units);
  const needed = pairedTItemsNeeded({ effect: meanDifference / deviation, power: PLANNED_POWER, alpha });
  return {
    power: PLANNED_POWER,
    minimumDetectableEffect:
      pairedTMinimumDetectableEffect({ n: units, power: PLANNED_POWER, alpha }) * deviation,
    itemsNeeded: needed === null ? null : Math.ceil((needed * n) / units),
  };
}
