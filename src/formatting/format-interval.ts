import { formatNumber } from "./format-number.js";

/** An interval as people read it, `[0.7876, 0.8624]`; `format` writes its ends. A dash for undefined. */
export function formatInterval(
  interval: { readonly lower: number; readonly upper: number } | null | undefined,
  format: (value: number) => string = (value) => formatNumber(value),
): string {
  if (interval === null || interval === undefined) return "–";
  return `[${format(interval.lower)}, ${format(interval.upper)}]`;
}
