import { requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/**
 * Level at which each of `comparisons` intervals must be drawn so that all of them hold together at `level`.
 *
 * Units   levels in (0, 1): 1 − (1 − level) / comparisons.
 * Source  Bonferroni 1936; Dunn 1961.
 * @throws StatisticInputError when the level is outside (0, 1) or comparisons is not a whole number >= 1.
 */
export function bonferroniLevel(level: number, comparisons: number): number {
  requireOpenUnit(level, { statistic: "bonferroniLevel", name: "level" });
  if (!Number.isSafeInteger(comparisons) || comparisons < 1) {
    throw new StatisticInputError("bonferroniLevel", {
      name: "comparisons",
      received: comparisons,
      allowed: "a whole number, 1 or above",
    });
  }
  return 1 - (1 - level) / comparisons;
}
