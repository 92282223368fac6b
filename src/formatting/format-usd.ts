import { formatNumber } from "./format-number.js";

/** An amount of money as people read it, `0.0123 USD`; `unknown` where there is no price, never 0. */
export function formatUsd(value: number | null): string {
  return value === null ? "unknown" : `${formatNumber(value)} USD`;
}
