import { requirePositive } from "../require-parameter.js";
import { detectionDistance, itemVariance, type PairedDesign, requireDesign } from "./paired-design.js";

/**
 * Smallest true mean difference that a paired comparison of n items finds with the asked power.
 *
 * Units   score points; variances squared.
 * Method  (z(1 − α/2) + z(power)) · √((ω² + σ_A²/K_A + σ_B²/K_B) / n), normal approximation.
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 * @throws StatisticInputError when the design or n is outside its domain.
 */
export function minimumDetectableEffect(design: PairedDesign, n: number): number {
  requireDesign("minimumDetectableEffect", design);
  requirePositive(n, { statistic: "minimumDetectableEffect", name: "n" });
  return detectionDistance(design) * Math.sqrt(itemVariance(design) / n);
}
