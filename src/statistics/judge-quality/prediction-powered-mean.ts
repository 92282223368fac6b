import { mean as average, variance as populationVariance, sampleVariance } from "simple-statistics";
import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { describe, sizeOf } from "../describe.js";
import { normalQuantile } from "../distributions/normal.js";
import { isNegligibleSpread } from "../negligible-spread.js";
import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";
import { requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** Few human labels and many judge scores of the same quantity. */
export interface LabelledSample {
  readonly human: readonly number[];
  /** The judge's score of the same items, in the same order. */
  readonly judgeOnLabelled: readonly number[];
  readonly judgeOnUnlabelled: readonly number[];
}

/** A mean of human judgement, sharpened by the judge; null with `undefinedReason` where undefined. */
export interface PredictionPoweredMean {
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
  /** Weight of the judge in [0, 1]: 0 ignores it, 1 trusts its slope fully. */
  readonly lambda: number | null;
  readonly undefinedReason: "too_few_labels" | "no_unlabelled_items" | null;
}

/**
 * Prediction-powered inference (PPI++): an unbiased mean of human scores that borrows precision from a
 * judge, however biased. For a comparison pass paired differences on both sides.
 *
 * Shapes  human, judgeOnLabelled: length n >= 0, aligned; judgeOnUnlabelled: length N >= 0. The labelled items
 *         must be a random sample; below 15 of them the normal interval is not to be trusted.
 * Units   those of the human scores.
 * Method  λ·mean(f_unlabelled) + mean(Y − λ·f_labelled); λ minimizes the variance unless given.
 * Null    for n < 2 or N = 0.
 * Source  Angelopoulos, Duchi & Zrnic 2023 (arXiv:2311.01453).
 * @throws NonFiniteValueError
 * @throws PairLengthError when labels and judge scores differ in number.
 * @throws StatisticInputError when lambda is outside [0, 1].
 */
export function predictionPoweredMean(
  sample: LabelledSample,
  { level, lambda }: { readonly level: number; readonly lambda?: number },
): PredictionPoweredMean {
  requireInput(sample, { level, lambda });
  const { human, judgeOnLabelled, judgeOnUnlabelled } = sample;
  const n = human.length;
  const unlabelled = judgeOnUnlabelled.length;
  if (n < 2 || unlabelled === 0) {
    const undefinedReason = n < 2 ? "too_few_labels" : "no_unlabelled_items";
    return { estimate: null, standardError: null, interval: null, lambda: null, undefinedReason };
  }
  const weight = lambda ?? bestWeight(sample);
  const rectifier = human.map((score, index) => score - weight * (judgeOnLabelled[index] as number));
  const estimate = weight * average(judgeOnUnlabelled as number[]) + average(rectifier);
  const judgePart = (weight ** 2 * populationVariance(judgeOnUnlabelled as number[])) / unlabelled;
  const standardError = Math.sqrt(judgePart + populationVariance(rectifier) / n);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return {
    estimate,
    standardError,
    interval: { level, lower: estimate - half, upper: estimate + half },
    lambda: weight,
    undefinedReason: null,
  };
}

function bestWeight({ human, judgeOnLabelled, judgeOnUnlabelled }: LabelledSample): number {
  const n = human.length;
  const judged = [...judgeOnLabelled, ...judgeOnUnlabelled];
  const spread = sampleVariance(judged);
  // A judge that says the same of all items says nothing of any; noise of rounding is no slope.
  if (isNegligibleSpread(Math.sqrt(spread), sizeOf(describe(judged)))) return 0;
  const humanMean = average(human as number[]);
  const judgeMean = average(judgeOnLabelled as number[]);
  const covariance =
    human.reduce(
      (sum, score, index) => sum + (score - humanMean) * ((judgeOnLabelled[index] as number) - judgeMean),
      0,
    ) / n;
  return Math.max(0, Math.min(1, covariance / ((1 + n / judgeOnUnlabelled.length) * spread)));
}

function requireInput(
  { human, judgeOnLabelled, judgeOnUnlabelled }: LabelledSample,
  { level, lambda }: { readonly level: number; readonly lambda: number | undefined },
): void {
  const statistic = "predictionPoweredMean";
  requireOpenUnit(level, { statistic, name: "level" });
  if (human.length !== judgeOnLabelled.length) {
    throw new PairLengthError(statistic, { human: human.length, judgeOnLabelled: judgeOnLabelled.length });
  }
  assertFinite(human, `${statistic}, human`);
  assertFinite(judgeOnLabelled, `${statistic}, judgeOnLabelled`);
  assertFinite(judgeOnUnlabelled, `${statistic}, judgeOnUnlabelled`);
  if (lambda !== undefined && !(lambda >= 0 && lambda <= 1)) {
    throw new StatisticInputError(statistic, { name: "lambda", received: lambda, allowed: "0 to 1" });
  }
}
