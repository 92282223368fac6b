import { binomialCdf, binomialProbability } from "../distributions/binomial.js";
import { chiSquareSurvival } from "../distributions/chi-square.js";
import { requireCount } from "../require-parameter.js";

/** Result of a McNemar test; null with `undefinedReason` where undefined. */
export interface McNemarTest {
  /** Exact, two-sided; the one for verdicts. */
  readonly pValue: number;
  /** Less conservative; to show beside the exact one. */
  readonly pValueMid: number;
  readonly chiSquare: number | null;
  readonly pValueChiSquare: number | null;
  /** With Edwards' continuity correction. */
  readonly chiSquareCorrected: number | null;
  readonly pValueChiSquareCorrected: number | null;
  /** candidateOnly / baselineOnly. */
  readonly oddsRatio: number | null;
  readonly undefinedReason: "no_discordant_pairs" | "no_losses" | null;
}

/**
 * McNemar's test on paired yes-or-no outcomes: whether gains and losses are equally likely.
 *
 * Shapes  candidateOnly, baselineOnly: numbers of items that only one side passed.
 * Units   p in (0, 1]; p = 1 without discordant pairs.
 * Null    chi-square without discordant pairs; oddsRatio without losses, where it would be infinite.
 * Source  McNemar 1947; Fagerland, Lydersen & Laake 2013 for mid-p.
 * @throws StatisticInputError when a count is not a whole number >= 0.
 */
export function mcnemarTest(pairs: {
  readonly candidateOnly: number;
  readonly baselineOnly: number;
}): McNemarTest {
  const { candidateOnly, baselineOnly } = pairs;
  requireCount(candidateOnly, { statistic: "mcnemarTest", name: "candidateOnly" });
  requireCount(baselineOnly, { statistic: "mcnemarTest", name: "baselineOnly" });
  const n = candidateOnly + baselineOnly;
  const smaller = Math.min(candidateOnly, baselineOnly);
  const doubled = 2 * binomialCdf(smaller, { n, p: 0.5 });
  const exact = { pValue: Math.min(1, doubled) };
  if (n === 0) {
    return {
      ...exact,
      pValueMid: 1,
      chiSquare: null,
      pValueChiSquare: null,
      chiSquareCorrected: null,
      pValueChiSquareCorrected: null,
      oddsRatio: null,
      undefinedReason: "no_discordant_pairs",
    };
  }
  const gap = Math.abs(candidateOnly - baselineOnly);
  const chiSquare = gap ** 2 / n;
  const chiSquareCorrected = Math.max(0, gap - 1) ** 2 / n;
  return {
    ...exact,
    pValueMid: Math.min(1, doubled - binomialProbability(smaller, { n, p: 0.5 })),
    chiSquare,
    pValueChiSquare: chiSquareSurvival(chiSquare, 1),
    chiSquareCorrected,
    pValueChiSquareCorrected: chiSquareSurvival(chiSquareCorrected, 1),
    oddsRatio: baselineOnly === 0 ? null : candidateOnly / baselineOnly,
    undefinedReason: baselineOnly === 0 ? "no_losses" : null,
  };
}
