import type { EffectSize } from "../domain/metric-difference.js";
import { cliffsDelta } from "../statistics/effect-sizes/cliffs-delta.js";
import { cohensDz } from "../statistics/effect-sizes/cohens-dz.js";
import { hedgesCorrection } from "../statistics/effect-sizes/hedges-correction.js";
import type { PairedSample } from "./paired-sample.js";

/** How large a difference is, whatever its units; null where undefined. */
export function effectSize(sample: Pick<PairedSample, "baseline" | "candidate" | "differences">): EffectSize {
  const dz = cohensDz(sample.differences);
  const correction = sample.differences.length < 2 ? null : hedgesCorrection(sample.differences.length - 1);
  return {
    dz,
    hedgesG: dz === null || correction === null ? null : dz * correction,
    cliffsDelta: cliffsDelta(sample),
  };
}
