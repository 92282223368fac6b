import { normalQuantile } from "../distributions/normal.js";
import { requireNonNegative, requireOpenUnit, requirePositive } from "../require-parameter.js";

/** Noise of a paired comparison and the errors one accepts. */
export interface PairedDesign {
  /** ω²: variance over items of the true difference between the sides. */
  readonly differenceVariance: number;
  /** Variance of one repetition around its item's mean, on each side. */
  readonly withinVariance: { readonly baseline: number; readonly candidate: number };
  /** Repetitions per item, on each side. */
  readonly repetitions: { readonly baseline: number; readonly candidate: number };
  readonly alpha: number;
  readonly power: number;
}

/** Variance of one item's mean difference: ω² + σ_A² / K_A + σ_B² / K_B. */
export function itemVariance({ differenceVariance, withinVariance, repetitions }: PairedDesign): number {
  return (
    differenceVariance +
    withinVariance.baseline / repetitions.baseline +
    withinVariance.candidate / repetitions.candidate
  );
}

/** z(1 − alpha / 2) + z(power): standard errors that the effect must be away from zero. */
export function detectionDistance({ alpha, power }: PairedDesign): number {
  return -normalQuantile(alpha / 2) + normalQuantile(power);
}

/** @throws StatisticInputError when a field is outside its domain. */
export function requireDesign(statistic: string, design: PairedDesign): void {
  requireOpenUnit(design.alpha, { statistic, name: "alpha" });
  requireOpenUnit(design.power, { statistic, name: "power" });
  requireNonNegative(design.differenceVariance, { statistic, name: "differenceVariance" });
  for (const side of ["baseline", "candidate"] as const) {
    requireNonNegative(design.withinVariance[side], { statistic, name: `withinVariance.${side}` });
    requirePositive(design.repetitions[side], { statistic, name: `repetitions.${side}` });
  }
}
