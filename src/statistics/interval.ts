/** An interval estimate at a confidence level in (0, 1), in the units of what it estimates. */
export interface Interval {
  readonly level: number;
  readonly lower: number;
  readonly upper: number;
}
