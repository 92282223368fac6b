import { binomialCdf } from "./distributions/binomial.js";
import { requireCount } from "./require-parameter.js";

/**
 * Exact two-sided sign test: whether wins and losses are equally likely. Ties say nothing and are left out.
 *
 * Units   wins and losses are counts of items; p in (0, 1].
 * Null    never: without wins and losses nothing speaks against the null hypothesis, and p = 1.
 * Source  Conover 1999, §3.4.
 * @throws StatisticInputError when a count is not a whole number >= 0.
 */
export function signTest({ wins, losses }: { readonly wins: number; readonly losses: number }): number {
  requireCount(wins, { statistic: "signTest", name: "wins" });
  requireCount(losses, { statistic: "signTest", name: "losses" });
  return Math.min(1, 2 * binomialCdf(Math.min(wins, losses), { n: wins + losses, p: 0.5 }));
}
