import { requirePositive } from "../require-parameter.js";
import { detectionDistance, itemVariance, type PairedDesign, requireDesign } from "./paired-design.js";

/**
 * Items a paired comparison needs to find a true mean difference with the asked power; not rounded.
 *
 * Units   items; effect > 0 in score points, variances squared. Round up to plan with.
 * Method  (z(1 − α/2) + z(power))² · (ω² + σ_A²/K_A + σ_B²/K_B) / effect², normal approximation.
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 * @throws StatisticInputError when the design or the effect is outside its domain.
 */
export function itemsNeeded(design: PairedDesign, effect: number): number {
  requireDesign("itemsNeeded", design);
  requirePositive(effect, { statistic: "itemsNeeded", name: "effect" });
  return (detectionDistance(design) / effect) ** 2 * itemVariance(design);
}
