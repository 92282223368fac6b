import { stirlingCorrection } from "../distributions/stirling-correction.js";
import { requirePositive } from "../require-parameter.js";

/**
 * Factor that removes the small-sample bias of a standardized mean difference: g = J · d.
 *
 * Shapes  degreesOfFreedom > 0: n − 1 for d_z.
 * Method  exact: J = Γ(ν/2) / (√(ν/2) · Γ((ν − 1)/2)), in Stirling's form, whose large terms cancel before they are computed.
 * Error   absolute 1e-14 for any ν.
 * Null    for ν <= 1, where the expectation does not exist.
 * Source  Hedges 1981.
 * @throws StatisticInputError when degreesOfFreedom is not above 0.
 */
export function hedgesCorrection(degreesOfFreedom: number): number | null {
  requirePositive(degreesOfFreedom, { statistic: "hedgesCorrection", name: "degreesOfFreedom" });
  if (degreesOfFreedom <= 1) return null;
  const half = degreesOfFreedom / 2;
  const leading = -(half - 1) * Math.log1p(-0.5 / half) - 0.5;
  return Math.exp(leading + stirlingCorrection(half) - stirlingCorrection(half - 0.5));
}
