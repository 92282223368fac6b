import { binomialCdf, binomialProbability } from "../distributions/binomial.js";
import { requireCount, requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** Standard deviations of the discordant count beyond which its probability is nothing (below 1e-15). */
const REACH = 9;

/**
 * Power of McNemar's exact two-sided test to find the gains: the chance that it rejects with more gains than losses.
 *
 * Shapes  n items; gains, losses: shares of items that only the candidate, or only the baseline, passes. Units   power
 * in [0, 1]. Method  exact: over the number of discordant items, binomial, the chance that as many of them are gains as
 * the test needs. Source  McNemar 1947; Duffy 1984 for the unconditional power.
 * @throws StatisticInputError when n is no count, a share is below 0, both are above 1, or alpha is no probability.
 */
export function mcnemarPower({
  n,
  gains,
  losses,
  alpha,
}: {
  readonly n: number;
  readonly gains: number;
  readonly losses: number;
  readonly alpha: number;
}): number {
  requireCount(n, { statistic: "mcnemarPower", name: "n" });
  requireOpenUnit(alpha, { statistic: "mcnemarPower", name: "alpha" });
  const discordant = gains + losses;
  if (!(gains >= 0 && losses >= 0 && discordant <= 1))
    throw new StatisticInputError("mcnemarPower", {
      name: "gains and losses",
      received: `${gains} and ${losses}`,
      allowed: "shares from 0 on that are at most 1 together",
    });
  if (discordant === 0) return 0;
  const centre = n * discordant;
  const reach = REACH * Math.sqrt(centre * (1 - discordant)) + REACH;
  let power = 0;
  let critical = 0;
  for (
    let count = Math.max(1, Math.floor(centre - reach));
    count <= Math.min(n, centre + reach);
    count += 1
  ) {
    critical = criticalGains(count, { alpha, from: Math.max(critical, Math.ceil(count / 2)) });
    if (critical > count) continue;
    const probability = binomialProbability(count, { n, p: discordant });
    // P(X >= k) of gains as P(Y <= count − k) of losses, which keeps its digits.
    power += probability * binomialCdf(count - critical, { n: count, p: losses / discordant });
  }
  return power;
}

/** The smallest number of gains among `count` discordant items that the test rejects at; above `count` when none is enough. */
function criticalGains(
  count: number,
  { alpha, from }: { readonly alpha: number; readonly from: number },
): number {
  let gains = from;
  while (gains <= count && 2 * binomialCdf(count - gains, { n: count, p: 0.5 }) > alpha) gains += 1;
  return gains;
}
