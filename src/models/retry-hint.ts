import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import { readRetryAfterMs } from "../domain/model/retry-after.js";

/** A hint that says to wait longer is not believed: limits of providers reset within a day. */
const LONGEST_MS = 24 * 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * How long a provider asks to wait, in milliseconds: `Retry-After`, else when its limits reset (`x-ratelimit-reset*`,
 * `anthropic-ratelimit-*-reset`, also those that a router hands on in its body), else what its body says
 * (`retryDelay`, "try again in 20s"); null when it says nothing that can be understood.
 */
export function readRetryHintMs(reply: {
  readonly headers: Headers;
  readonly body: JsonValue | null;
  readonly nowMs: number;
}): number | null {
  const { body, nowMs } = reply;
  const headers = lowerCase(reply.headers);
  // Google's OpenAI-compatible endpoint puts its errors into a list of one.
  const whole = objectAt(Array.isArray(body) ? body[0] : (body ?? undefined));
  const error = objectAt(whole.error ?? whole);
  const handedOn = lowerCase(objectAt(objectAt(error.metadata).headers));
  const hints = [
    () => readRetryAfterMs(headers, nowMs),
    () => resetMs(headers, nowMs),
    () => readRetryAfterMs(handedOn, nowMs),
    () => resetMs(handedOn, nowMs),
    () => retryDelayMs(error),
    () => saidMs(error),
  ];
  for (const read of hints) {
    const waitMs = read();
    if (waitMs !== null && waitMs <= LONGEST_MS) return Math.max(0, waitMs);
  }
  return null;
}

/** The reset of the limits that are used up; of all where the reply does not say which are. */
function resetMs(headers: Headers, nowMs: number): number | null {
  const limits = Object.entries(headers).flatMap(([name, value]) => {
    if (!/^(x-rate-?limit-reset|ratelimit-reset|anthropic-ratelimit-.*-reset)/.test(name)) return [];
    const waitMs = value === undefined ? null : instantOrDurationMs(value, nowMs);
    return waitMs === null ? [] : [{ waitMs, isUsedUp: headers[name.replace("reset", "remaining")] === "0" }];
  });
  const usedUp = limits.filter(({ isUsedUp }) => isUsedUp);
  const deciding = usedUp.length > 0 ? usedUp : limits;
  return deciding.length === 0 ? null : Math.max(...deciding.map(({ waitMs }) => waitMs));
}

/** `8s`, `1m30.5s`, `20ms`; a date; seconds since 1970 or milliseconds since then; else seconds from now. */
function instantOrDurationMs(text: string, nowMs: number): number | null {
  const given = text.trim();
  if (/^\d+(\.\d+)?$/.test(given)) {
    const number = Number(given);
    if (number > 1e11) return number - nowMs;
    return number > 1e8 ? number * 1000 - nowMs : number * 1000;
  }
  const duration = durationMs(given);
  if (duration !== null) return duration;
  const instant = /\d{4}-\d\d-\d\dT|[a-z]{3}, /i.test(given) ? Date.parse(given) : Number.NaN;
  return Number.isNaN(instant) ? null : instant - nowMs;
}

function durationMs(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|[smhd])\s*)+$/.test(text)) return null;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    sum += Number(number) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return Math.ceil(sum);
}

/** Google's `details: [{ retryDelay: "20s" }]`. */
function retryDelayMs(error: JsonObject): number | null {
  const details = Array.isArray(error.details) ? error.details : [];
  const delay = details
    .map((detail) => objectAt(detail).retryDelay)
    .find((value) => typeof value === "string");
  return typeof delay === "string" ? durationMs(delay) : null;
}

/** "Please try again in 1m2.5s." and "Please retry after 20 seconds." */
function saidMs({ message }: JsonObject): number | null {
  if (typeof message !== "string") return null;
  const said =
    /(?:(?:try again|retry|wait)(?: \w+)?(?: in| after| for)|wait) (?:about |approximately |at least )?((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|s|seconds?|m|minutes?|h|hours?)\b\s*)+|(?:\d+(?:\.\d+)?(?:ms|[smh]))+)/i.exec(
      message,
    );
  if (said === null) return null;
  const short = (said[1] ?? "")
    .replace(/\s*milliseconds?/gi, "ms")
    .replace(/\s*(second|minute|hour)s?/gi, (_words, unit: string) => unit.charAt(0))
    .replace(/(\d)\s+(?=[a-z])/gi, "$1");
  return durationMs(short.trim().toLowerCase());
}

function lowerCase(headers: Readonly<Record<string, JsonValue | undefined>>): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      value === undefined || value === null ? undefined : String(value),
    ]),
  );
}

function objectAt(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
