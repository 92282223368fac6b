/** A p-value as people read it, in four decimals; never shown as 0, and a dash for undefined. */
export function formatPValue(value: number | null): string {
  if (value === null) return "–";
  return value < 0.0001 ? "<0.0001" : value.toFixed(4);
}
