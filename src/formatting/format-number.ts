/**
 * A figure as people read it, with a true minus sign and a dash for undefined.
 *
 * Four decimals below 10, two below 1,000, none above; `decimals` allows fewer. A figure too small for its decimals
 * keeps its significant digits instead, so that nothing but zero ever reads as zero: 0.0000123 gives `0.0000123`, and
 * below a millionth 1.23e-8 gives `1.23e-8`.
 */
export function formatNumber(value: number | null | undefined, decimals = 4): string {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const text =
    size !== 0 && size < 10 ** (1 - decimals) ? significant(size, decimals) : fixed(size, decimals);
  return value < 0 ? `−${text}` : text;
}

function significant(size: number, decimals: number): string {
  return size.toPrecision(Math.max(2, decimals - 1));
}

function fixed(size: number, decimals: number): string {
  const allowed = size < 10 ? 4 : size < 1_000 ? 2 : 0;
  return size.toFixed(Math.min(decimals, allowed));
}
