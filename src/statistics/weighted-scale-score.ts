import { describe } from "./describe.js";
import { assertFinite } from "./non-finite-value-error.js";
import { requireOpenUnit } from "./require-parameter.js";
import { StatisticInputError } from "./statistic-input-error.js";

/** An integer rating scale, both ends included, such as 1 to 5. */
export interface Scale {
  /** The worst value. */
  readonly minimum: number;
  /** The best value. */
  readonly maximum: number;
}

/** A candidate for the score token, as a model reports its alternatives. */
export interface TokenCandidate {
  readonly token: string;
  readonly logprob: number;
}

/** Score from token probabilities; null with `undefinedReason` where they do not say enough. */
export interface LogprobScale {
  /** Probability mass on values of the scale, in [0, 1], before renormalizing. */
  readonly mass: number;
  /** Renormalized probability per value of the scale that occurs. */
  readonly probabilities: ReadonlyMap<number, number>;
  /** Expected value, on the scale. */
  readonly rawScore: number | null;
  /** Expected value mapped to [0, 1]. */
  readonly score01: number | null;
  /** Spread of the distribution, on the scale. */
  readonly standardDeviation: number | null;
  readonly undefinedReason: "no_scale_token" | "low_mass" | null;
}

/**
 * Expected score under a judge's token probabilities (G-Eval with log probabilities).
 *
 * Shapes  candidates: alternatives at the score's position; those that are no integer of the scale are
 *         ignored, and several spellings of one ("4", " 4") add up.
 * Units   logprob: natural logarithms, <= 0; score01 in [0, 1].
 * Null    without a token of the scale, or when their mass is below `minimumMass`: then sample instead.
 * Source  Liu et al. 2023 (arXiv:2303.16634) §3.
 * @throws StatisticInputError when the scale or minimumMass is invalid, or a logprob is NaN or positive.
 */
export function scoreFromLogprobs(
  candidates: readonly TokenCandidate[],
  { scale, minimumMass = 0.5 }: { readonly scale: Scale; readonly minimumMass?: number },
): LogprobScale {
  requireScale("scoreFromLogprobs", scale);
  requireOpenUnit(minimumMass, { statistic: "scoreFromLogprobs", name: "minimumMass" });
  const weights = new Map<number, number>();
  for (const { token, logprob } of candidates) {
    // Rounding can put a certain token just above 0.
    if (!(logprob <= 1e-6)) {
      const name = `logprob of ${JSON.stringify(token)}`;
      throw new StatisticInputError("scoreFromLogprobs", { name, received: logprob, allowed: "at most 0" });
    }
    const value = /^\d+$/.test(token.trim()) ? Number(token) : Number.NaN;
    if (!(value >= scale.minimum && value <= scale.maximum)) continue;
    weights.set(value, (weights.get(value) ?? 0) + Math.exp(logprob));
  }
  const mass = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const probabilities = new Map(
    mass === 0
      ? []
      : [...weights].sort(([left], [right]) => left - right).map(([value, weight]) => [value, weight / mass]),
  );
  if (mass < minimumMass) {
    const undefinedReason = mass === 0 ? "no_scale_token" : "low_mass";
    return { mass, probabilities, rawScore: null, score01: null, standardDeviation: null, undefinedReason };
  }
  let rawScore = 0;
  for (const [value, probability] of probabilities) rawScore += value * probability;
  let variance = 0;
  for (const [value, probability] of probabilities) variance += probability * (value - rawScore) ** 2;
  return {
    mass,
    probabilities,
    rawScore,
    score01: toUnit(rawScore, scale),
    standardDeviation: Math.sqrt(variance),
    undefinedReason: null,
  };
}

/** Score from repeated judgements; null with `undefinedReason` where too few are valid. */
export interface SampledScale {
  readonly valid: number;
  readonly failed: number;
  /** Mean of the valid judgements, on the scale. */
  readonly rawScore: number | null;
  readonly score01: number | null;
  /** Spread of the valid judgements, on the scale; null below two. */
  readonly standardDeviation: number | null;
  /** Standard error of score01; null below two. */
  readonly standardError01: number | null;
  readonly undefinedReason: "no_samples" | "too_few_valid_samples" | null;
}

/**
 * Mean of repeated judgements (G-Eval without log probabilities). A failed judgement is left out, never 0.
 *
 * Shapes  samples: K >= 0 judgements, null where the judge failed; values outside the scale count as failed.
 * Units   rawScore on the scale, decimals allowed; score01 in [0, 1].
 * Null    when fewer than half of the K judgements are valid.
 * Source  Liu et al. 2023 (arXiv:2303.16634) §3, without its zeros for failures.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when the scale is invalid.
 */
export function scoreFromSamples(
  samples: readonly (number | null)[],
  { scale }: { readonly scale: Scale },
): SampledScale {
  requireScale("scoreFromSamples", scale);
  const given = samples.filter((sample) => sample !== null);
  assertFinite(given, "scoreFromSamples");
  const onScale = given.filter((sample) => sample >= scale.minimum && sample <= scale.maximum);
  const { n, mean, standardDeviation, standardError } = describe(onScale);
  const counts = { valid: n, failed: samples.length - n };
  if (mean === null || n < Math.ceil(samples.length / 2)) {
    const undefinedReason = samples.length === 0 ? "no_samples" : "too_few_valid_samples";
    const undefinedScore = { rawScore: null, score01: null, standardDeviation: null, standardError01: null };
    return { ...counts, ...undefinedScore, undefinedReason };
  }
  return {
    ...counts,
    rawScore: mean,
    score01: toUnit(mean, scale),
    standardDeviation,
    standardError01: standardError === null ? null : standardError / (scale.maximum - scale.minimum),
    undefinedReason: null,
  };
}

function toUnit(raw: number, { minimum, maximum }: Scale): number {
  return Math.max(0, Math.min(1, (raw - minimum) / (maximum - minimum)));
}

function requireScale(statistic: string, { minimum, maximum }: Scale): void {
  if (Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum) && minimum >= 0 && minimum < maximum)
    return;
  throw new StatisticInputError(statistic, {
    name: "scale",
    received: `${minimum} to ${maximum}`,
    allowed: "two whole numbers, 0 <= minimum < maximum",
  });
}
