import { formatNumber } from "./format-number.js";

/** A difference as people read it: a figure with its sign, which only zero does without. */
export function formatDifference(value: number | null | undefined): string {
  return typeof value === "number" && value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}
