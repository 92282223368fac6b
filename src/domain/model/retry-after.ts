/**
 * How long a service asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as a
 * date; null when it says nothing that can be understood.
 */
export function readRetryAfterMs(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  nowMs: number,
): number | null {
  const exact = parseNumber(headers["retry-after-ms"]);
  if (exact !== null) return Math.ceil(exact);
  const given = headers["retry-after"];
  const seconds = parseNumber(given);
  if (seconds !== null) return Math.ceil(seconds * 1000);
  // Only a date with letters: Date.parse would make a year of a lone number.
  const instant = typeof given !== "string" || !/[a-z]/i.test(given) ? Number.NaN : Date.parse(given);
  return Number.isNaN(instant) ? null : Math.max(0, instant - nowMs);
}

function parseNumber(text: unknown): number | null {
  return typeof text === "string" && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
