/** Figures as people read them: four significant places, a true minus sign, a dash for undefined. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return "–";
  const text = Math.abs(value) >= 1_000 ? value.toFixed(0) : value.toFixed(digits);
  return text.replace("-", "−");
}

/** The same with its sign always shown. */
export function formatDifference(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return value >= 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

/** p-values: never shown as 0. */
export function formatPValue(value: number | null): string {
  if (value === null) return "–";
  return value < 0.0001 ? "<0.0001" : value.toFixed(4);
}
