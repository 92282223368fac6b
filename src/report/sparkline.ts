const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** Values as a line of bars between their lowest and highest; a gap if there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const lowest = Math.min(...known);
  const span = Math.max(...known) - lowest;
  return values
    .map((value) => {
      if (value === null) return " ";
      // Without a spread there is nothing high or low.
      const share = span === 0 ? 0.5 : (value - lowest) / span;
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
    })
    .join("");
}
