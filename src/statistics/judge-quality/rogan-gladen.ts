import { StatisticInputError } from "../statistic-input-error.js";

/**
 * True pass rate behind the one an imperfect judge reports.
 *
 * Shapes  all rates in [0, 1]; sensitivity: P(judge passes | truly passes); specificity: P(judge fails | truly fails).
 * Units   a rate, cut to [0, 1].
 * Null    when sensitivity + specificity <= 1: such a judge is no better than a coin.
 * Source  Rogan & Gladen 1978.
 * @throws StatisticInputError when a rate is outside [0, 1].
 */
export function roganGladen(rates: {
  readonly apparentPassRate: number;
  readonly sensitivity: number;
  readonly specificity: number;
}): number | null {
  for (const [name, rate] of Object.entries(rates)) {
    if (rate >= 0 && rate <= 1) continue;
    throw new StatisticInputError("roganGladen", { name, received: rate, allowed: "a number from 0 to 1" });
  }
  const { apparentPassRate, sensitivity, specificity } = rates;
  const power = sensitivity + specificity - 1;
  if (power <= 1e-12) return null;
  return Math.max(0, Math.min(1, (apparentPassRate + specificity - 1) / power));
}
