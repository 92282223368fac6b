import type { EffectSize } from "../../domain/comparison/metric-difference.js";
import { cliffsDelta } from "../../statistics/effect-sizes/cliffs-delta.js";
import { cohensDz } from "../../statistics/effect-sizes/cohens-dz.js";
import { hedgesCorrection } from "../../statistics/effect-sizes/hedges-correction.js";
import { snapDifference } from "../../statistics/snap-difference.js";
import type { PairedSample } from "../items/paired-sample.js";

/**
 * How large a difference is, whatever its units; null where undefined.
 *
 * Method  Cliff's delta counts values without the noise of floating point: means of repetitions that should tie, tie.
 */
export function effectSize(sample: Pick<PairedSample, "baseline" | "candidate" | "differences">): EffectSize {
  const dz = cohensDz(sample.differences);
  const correction = sample.differences.length < 2 ? null : hedgesCorrection(sample.differences.length - 1);
  return {
    dz,
    hedgesG: dz === null || correction === null ? null : dz * correction,
    cliffsDelta: cliffsDelta({
      baseline: sample.baseline.map((value) => snapDifference(value)),
      candidate: sample.candidate.map((value) => snapDifference(value)),
    }),
  };
}
