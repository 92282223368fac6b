import { z } from "zod";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A whole number with its unit: `30s`, `15m`, `6h`, `1d`. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, "a whole number with its unit, such as 30s, 15m, 6h or 1d");
export type Duration = z.infer<typeof Duration>;

/** In milliseconds. */
export function durationMs(duration: Duration): number {
  return Number(duration.slice(0, -1)) * UNITS[duration.slice(-1) as keyof typeof UNITS];
}

/** The same as a configuration says it, in the largest unit that divides it: `6h`, `90m`. */
export function spellDuration(milliseconds: number): string {
  const units = Object.entries(UNITS).reverse();
  const found = units.find(([, length]) => milliseconds > 0 && milliseconds % length === 0);
  return found === undefined ? `${milliseconds} ms` : `${milliseconds / found[1]}${found[0]}`;
}
