/** Paired yes-or-no outcomes: items only the candidate passed, only the baseline passed, and all items. */
export interface DiscordantPairs {
  readonly candidateOnly: number;
  readonly baselineOnly: number;
  readonly n: number;
}

/** The difference of two paired proportions with two imagined items added, one for each side. */
export interface BonettPriceEstimate {
  readonly difference: number;
  /** Of one item's difference. */
  readonly variance: number;
  readonly standardError: number;
}

/**
 * Bonett and Price's adjusted estimate: that no item differed so far is no proof that none ever will.
 *
 * Shapes  candidateOnly + baselineOnly <= n.
 * Units   differences of proportions.
 * Source  Bonett & Price 2012.
 */
export function bonettPriceEstimate({
  candidateOnly,
  baselineOnly,
  n,
}: DiscordantPairs): BonettPriceEstimate {
  const gained = (candidateOnly + 1) / (n + 2);
  const lost = (baselineOnly + 1) / (n + 2);
  const difference = gained - lost;
  const variance = gained + lost - difference * difference;
  return { difference, variance, standardError: Math.sqrt(variance / (n + 2)) };
}
