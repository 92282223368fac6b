import type { Interval } from "../domain/experiment/experiment-summary.js";

/** Columns of a bar; odd, so that zero has one of its own. */
export const BAR_WIDTH = 41;
const ZERO = (BAR_WIDTH - 1) / 2;

/**
 * An interval as a bar of text around zero, such as `····│··├─●──┤····`: the dot is the estimate.
 *
 * `reach` is the largest distance from zero on the scale, the same for all bars that are compared. Rounding to columns
 * never moves an end across zero: the mark `│` stands alone if and only if the interval excludes zero, and is crossed
 * (`┼`) or taken by an end or the dot when the interval contains it.
 */
export function intervalBar(
  { estimate, interval }: { readonly estimate: number; readonly interval: Interval },
  reach: number,
): string {
  const side = interval.lower > 0 ? 1 : interval.upper < 0 ? -1 : 0;
  const place = (value: number): number => {
    const column = Math.round(ZERO + (reach > 0 ? value / reach : 0) * ZERO);
    const lowest = side > 0 ? ZERO + 1 : 0;
    const highest = side < 0 ? ZERO - 1 : BAR_WIDTH - 1;
    return Math.min(highest, Math.max(lowest, column));
  };
  const [from, at, to] = [place(interval.lower), place(estimate), place(interval.upper)];
  return Array.from({ length: BAR_WIDTH }, (_, column) => {
    if (column === at) return "●";
    if (column === from) return "├";
    if (column === to) return "┤";
    const isInside = column > from && column < to;
    if (column === ZERO) return isInside ? "┼" : "│";
    return isInside ? "─" : "·";
  }).join("");
}
