import { assertFinite } from "../non-finite-value-error.js";

/**
 * Cliff's delta: P(candidate > baseline) − P(candidate < baseline) over all cross pairs.
 *
 * Shapes  baseline, candidate: lengths >= 0, not necessarily paired.
 * Units   in [-1, 1]; 0 when neither dominates.
 * Null    when a side is empty.
 * Source  Cliff 1993.
 * @throws NonFiniteValueError
 */
export function cliffsDelta(samples: {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
}): number | null {
  assertFinite(samples.baseline, "cliffsDelta, baseline");
  assertFinite(samples.candidate, "cliffsDelta, candidate");
  if (samples.baseline.length === 0 || samples.candidate.length === 0) return null;
  const baseline = Float64Array.from(samples.baseline).sort();
  const candidate = Float64Array.from(samples.candidate).sort();
  let dominance = 0;
  let below = 0;
  let upTo = 0;
  for (const value of candidate) {
    while (below < baseline.length && (baseline[below] as number) < value) below += 1;
    while (upTo < baseline.length && (baseline[upTo] as number) <= value) upTo += 1;
    dominance += below - (baseline.length - upTo);
  }
  return dominance / (baseline.length * candidate.length);
}
