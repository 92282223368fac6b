import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import { durationTextMs } from "../domain/model/duration-text.js";
import { instantOrDurationMs, readRetryAfterMs } from "../domain/model/retry-after.js";

/** A hint that says to wait longer is not believed: limits of providers reset within a day. */
const LONGEST_MS = 24 * 3_600_000;

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
    () => draftResetMs(headers),
    () => readRetryAfterMs(handedOn, nowMs),
    () => resetMs(handedOn, nowMs),
    () => retryDelayMs(error),
    () => namedMs(error) ?? namedMs(objectAt(error.metadata)) ?? namedMs(whole),
    () => saidMs(error.message) ?? saidMs(whole.error) ?? saidMs(whole.detail) ?? saidMs(body ?? undefined),
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

/** Google's `details: [{ retryDelay: "20s" }]`. */
function retryDelayMs(error: JsonObject): number | null {
  const details = Array.isArray(error.details) ? error.details : [];
  const delay = details
    .map((detail) => objectAt(detail).retryDelay)
    .find((value) => typeof value === "string");
  return typeof delay === "string" ? durationTextMs(delay) : null;
}

/** Seconds, or milliseconds, that some services name in their body: `retry_after`, `retry_after_ms`, `estimated_time`. */
function namedMs(body: JsonObject): number | null {
  const at = (names: readonly string[]): number | undefined =>
    names.map((name) => body[name]).find((value): value is number => typeof value === "number" && value >= 0);
  const milliseconds = at(["retry_after_ms", "retryAfterMs"]);
  const seconds = at(["retry_after", "retryAfter", "retry_after_seconds", "estimated_time"]);
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  return seconds === undefined ? null : Math.ceil(seconds * 1000);
}

/** "Please try again in 1m2.5s." and "Please retry after 20 seconds." */
function saidMs(text: JsonValue | undefined): number | null {
  if (typeof text !== "string") return null;
  const said =
    /(?:(?:try again|retry|wait)(?: \w+)?(?: in| after| for)|wait) (?:about |approximately |at least )?((?:\d+(?:\.\d+)?\s*(?:[µμmun]?s|[mhd]|(?:milli)?sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)(?![a-z])(?:,?\s+and\s+|[\s,]*))+|(?:\d+(?:\.\d+)?(?:ms|[smhd]))+)/i.exec(
      text,
    );
  return said === null ? null : durationTextMs(said[1] ?? "");
}

/** The limit of the draft standard: `"default";r=0;t=17`, and before it `limit=10, remaining=0, reset=17`. */
function draftResetMs({ ratelimit = "" }: Headers): number | null {
  const number = (name: string): string | undefined =>
    new RegExp(`(?:^|[;,\\s])(?:${name})=(\\d+)`).exec(ratelimit)?.[1];
  const seconds = number("t|reset");
  return seconds === undefined || number("r|remaining") !== "0" ? null : Number(seconds) * 1000;
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
