import { requirePositive } from "../require-parameter.js";
import { type LabelledOutcomes, requireOutcomes, requireProbabilities } from "./labelled-outcomes.js";

/**
 * Expected calibration error: how far predicted probabilities are from observed frequencies, bin by bin.
 *
 * Shapes  outcomes (0 or 1), predictions (0 to 1): length n >= 0, aligned; bins: equal widths, closed on the
 *         right, the first on both sides.
 * Units   in [0, 1]; depends on the number of bins.
 * Null    for n = 0.
 * Source  Naeini, Cooper & Hauskrecht 2015.
 * @throws PairLengthError, NonFiniteValueError or StatisticInputError on bad input.
 */
export function expectedCalibrationError(
  sample: LabelledOutcomes,
  { bins = 10 }: { readonly bins?: number } = {},
): number | null {
  requireOutcomes("expectedCalibrationError", sample);
  requireProbabilities("expectedCalibrationError", sample.predictions);
  requirePositive(bins, { statistic: "expectedCalibrationError", name: "bins" });
  const { outcomes, predictions } = sample;
  if (outcomes.length === 0) return null;
  const gaps = new Map<number, number>();
  for (const [index, prediction] of predictions.entries()) {
    // 0.6 · 5 is 3.0000000000000004 or 2.9999999999999996 by luck; an edge belongs to the bin below it.
    const bin = Math.max(1, Math.ceil(prediction * bins - 1e-9));
    gaps.set(bin, (gaps.get(bin) ?? 0) + (outcomes[index] as number) - prediction);
  }
  return [...gaps.values()].reduce((sum, gap) => sum + Math.abs(gap), 0) / outcomes.length;
}
