import { describe } from "../describe.js";
import { normalQuantile } from "../distributions/normal.js";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { requireOpenUnit, requirePositive } from "../require-parameter.js";

/** Result of a non-inferiority test; null with `undefinedReason` where undefined. */
export interface NonInferiorityTest {
  /** pass: no worse than the margin is proven; fail: worse than the margin is proven. */
  readonly outcome: "pass" | "fail" | "inconclusive";
  readonly meanDifference: number | null;
  readonly t: number | null;
  /** Against a difference of −margin or less: small means not inferior. */
  readonly pValue: number | null;
  /** Against a difference of −margin or more: small means a regression beyond the margin. */
  readonly pValueRegression: number | null;
  /** One-sided bounds at level 1 − alpha each. */
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
  /** Items that would give the asked power at the assumed difference. */
  readonly itemsNeeded: number | null;
  readonly undefinedReason: "no_pairs" | "one_pair" | "zero_variance" | null;
}

/** What counts as a regression and how sure one wants to be. */
export interface NonInferiorityPolicy {
  /** Largest drop that is still acceptable, above 0, in score points. */
  readonly margin: number;
  readonly alpha: number;
  /** Power that `itemsNeeded` plans for. */
  readonly power?: number;
  /** True difference that `itemsNeeded` assumes; above −margin. */
  readonly assumedDifference?: number;
}

/**
 * One-sided paired t test that the candidate is not worse than the baseline by the margin: the regression
 * gate. "p > 0.05 on the difference" is no substitute, as it rewards small samples.
 *
 * Shapes  differences: candidate − baseline where higher is better, length n >= 0.
 * Units   score points; p in [0, 1].
 * Null    everything for n < 2 (inconclusive); p at zero variance, where the mean itself decides.
 * Source  Schuirmann 1987; Piaggio et al. 2012 (CONSORT).
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the policy is outside its domain.
 */
export function nonInferiorityTest(
  differences: readonly number[],
  policy: NonInferiorityPolicy,
): NonInferiorityTest {
  requirePolicy(policy);
  const { margin, alpha } = policy;
  const { n, mean, standardDeviation, standardError } = describe(differences);
  if (mean === null || standardDeviation === null || standardError === null) {
    return {
      outcome: "inconclusive",
      meanDifference: mean,
      t: null,
      pValue: null,
      pValueRegression: null,
      lowerBound: null,
      upperBound: null,
      itemsNeeded: null,
      undefinedReason: n === 0 ? "no_pairs" : "one_pair",
    };
  }
  const isFlat = isNegligibleSpread(standardDeviation, mean);
  const half = isFlat ? 0 : -studentTQuantile(alpha, n - 1) * standardError;
  const lowerBound = mean - half;
  const upperBound = mean + half;
  const t = isFlat ? null : (mean + margin) / standardError;
  const isPass = lowerBound > -margin;
  return {
    outcome: isPass ? "pass" : upperBound < -margin ? "fail" : "inconclusive",
    meanDifference: mean,
    t,
    pValue: t === null ? null : studentTSurvival(t, n - 1),
    pValueRegression: t === null ? null : studentTSurvival(-t, n - 1),
    lowerBound,
    upperBound,
    itemsNeeded: isFlat ? null : itemsNeeded(standardDeviation, policy),
    undefinedReason: isFlat ? "zero_variance" : null,
  };
}

function itemsNeeded(standardDeviation: number, policy: NonInferiorityPolicy): number {
  const { margin, alpha, power = 0.8, assumedDifference = 0 } = policy;
  const z = -normalQuantile(alpha) + normalQuantile(power);
  return Math.ceil(((z * standardDeviation) / (margin + assumedDifference)) ** 2);
}

function requirePolicy({ margin, alpha, power = 0.8, assumedDifference = 0 }: NonInferiorityPolicy): void {
  const statistic = "nonInferiorityTest";
  requirePositive(margin, { statistic, name: "margin" });
  requireOpenUnit(alpha, { statistic, name: "alpha" });
  requireOpenUnit(power, { statistic, name: "power" });
  requirePositive(margin + assumedDifference, { statistic, name: "margin + assumedDifference" });
}
