import { describe } from "../describe.js";
import type { PairedDesign } from "./paired-design.js";

/**
 * ω² of a `PairedDesign` from a pilot: variance of the items' true differences, without repetition noise.
 *
 * Shapes  differences: item means candidate − baseline, length n >= 0.
 * Units   squared score points; floored at 0.
 * Null    for n < 2.
 * Source  Miller 2024 (arXiv:2411.00640) §5.
 * @throws NonFiniteValueError
 */
export function differenceVariance(
  differences: readonly number[],
  { withinVariance, repetitions }: Pick<PairedDesign, "withinVariance" | "repetitions">,
): number | null {
  const { variance } = describe(differences);
  if (variance === null) return null;
  const noise =
    withinVariance.baseline / repetitions.baseline + withinVariance.candidate / repetitions.candidate;
  return Math.max(0, variance - noise);
}
