import { durationTextMs } from "./duration-text.js";

/** Seconds beyond this are an instant since 1970, and milliseconds beyond the next likewise. */
const INSTANT_SECONDS = 1e8;
const INSTANT_MS = 1e11;

/**
 * How long a service asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds, as a date, or in
 * forms that no standard has but servers send (`30s`, seconds since 1970); null when it says nothing that can be
 * understood.
 */
export function readRetryAfterMs(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  nowMs: number,
): number | null {
  const exact = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"];
  if (typeof exact === "string" && /^\s*\d+(\.\d+)?\s*$/.test(exact)) return Math.ceil(Number(exact));
  const given = headers["retry-after"];
  const waitMs = typeof given === "string" ? instantOrDurationMs(given, nowMs) : null;
  return waitMs === null ? null : Math.max(0, Math.ceil(waitMs));
}

/**
 * The wait that a header asks for, in milliseconds from now, negative for a past instant: `8s`, `1m30.5s`; a date;
 * seconds or milliseconds since 1970; else seconds from now.
 */
export function instantOrDurationMs(text: string, nowMs: number): number | null {
  const given = text.trim();
  if (/^\d+(\.\d+)?$/.test(given)) {
    const number = Number(given);
    if (number > INSTANT_MS) return number - nowMs;
    return number > INSTANT_SECONDS ? number * 1000 - nowMs : number * 1000;
  }
  const duration = durationTextMs(given);
  if (duration !== null) return duration;
  const instant = /\d{4}-\d\d-\d\dT|[a-z]{3},? /i.test(given) ? Date.parse(given) : Number.NaN;
  return Number.isNaN(instant) ? null : instant - nowMs;
}
