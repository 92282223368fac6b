import type { Interval } from "../domain/experiment-summary.js";

const WIDTH = 21;

/**
 * An interval as a small bar of text around zero, such as `······│··├─●──┤····`: the line is zero, the dot the estimate.
 * `reach` is the largest distance from zero on the scale, so that bars of one metric can be compared.
 */
export function intervalBar(
  { estimate, interval }: { readonly estimate: number | null; readonly interval: Interval | null },
  reach: number,
): string {
  if (estimate === null || interval === null || !(reach > 0)) return "";
  const middle = (WIDTH - 1) / 2;
  const place = (value: number): number =>
    Math.min(WIDTH - 1, Math.max(0, Math.round(middle + (value / reach) * middle)));
  const [from, at, to] = [place(interval.lower), place(estimate), place(interval.upper)];
  return Array.from({ length: WIDTH }, (_, column) => {
    if (column === at) return "●";
    if (column === from) return "├";
    if (column === to) return "┤";
    if (column === middle) return "│";
    return column > from && column < to ? "─" : "·";
  }).join("");
}

/** The largest distance from zero that the intervals reach. */
export function reachOf(intervals: readonly (Interval | null)[]): number {
  return Math.max(
    0,
    ...intervals.flatMap((one) => (one === null ? [] : [Math.abs(one.lower), Math.abs(one.upper)])),
  );
}
