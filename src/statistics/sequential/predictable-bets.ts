/** How much to stake on the next value, from the values before it alone. */
export interface BettingPlan {
  /** Error rate that the stakes are tuned for. */
  readonly alpha: number;
  /** Largest stake. */
  readonly limit: number;
}

/**
 * Predictable plug-in stakes: λ_t = min(limit, √(2 ln(1/α) / (t ln(1 + t) σ̂²_{t−1}))).
 *
 * Shapes  values in [0, 1]: length n; result: length n, entry t − 1 depending on the values before it only.
 * Source  Waudby-Smith & Ramdas 2023, eq. 15.
 */
export function predictableBets(values: readonly number[], { alpha, limit }: BettingPlan): number[] {
  // One imagined value of ½ with variance ¼ starts the running moments.
  let sum = 0.5;
  let squares = 0.25;
  return values.map((value, index) => {
    const t = index + 1;
    const variance = squares / t;
    const bet = Math.min(limit, Math.sqrt((2 * Math.log(1 / alpha)) / (t * Math.log(1 + t) * variance)));
    sum += value;
    squares += (value - sum / (t + 1)) ** 2;
    return bet;
  });
}
