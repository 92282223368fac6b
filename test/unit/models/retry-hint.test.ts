import { expect, test } from "@jest/globals";
import type { JsonValue } from "../../../src/domain/json/json.js";
import { readRetryHintMs } from "../../../src/models/retry-hint.js";

const nowMs = Date.parse("2026-11-28T00:00:00Z");
const read = (headers: Record<string, string>, body: JsonValue = null) =>
  readRetryHintMs({ headers, body, nowMs });
const said = (message: string) => read({}, { error: { message } });

test.each<[string, Record<string, string>, number | null]>([
  ["Retry-After before everything else", { "retry-after": "3", "x-ratelimit-reset-requests": "8s" }, 3000],
  [
    "the limit that is used up",
    {
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "8s",
      "x-ratelimit-remaining-tokens": "1000",
      "x-ratelimit-reset-tokens": "20ms",
    },
    8000,
  ],
  [
    "the later one where none says that it is used up",
    { "x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0.5s" },
    360_500,
  ],
  [
    "a date",
    {
      "anthropic-ratelimit-tokens-reset": "2026-11-28T00:00:12Z",
      "anthropic-ratelimit-tokens-remaining": "0",
    },
    12_000,
  ],
  ["milliseconds since 1970", { "X-RateLimit-Reset": String(nowMs + 8000) }, 8000],
  ["seconds since 1970", { "x-ratelimit-reset": String(nowMs / 1000 + 9) }, 9000],
  ["another spelling", { "x-rate-limit-reset": "4" }, 4000],
  ["seconds", { "x-ratelimit-reset": "7" }, 7000],
  ["an instant gone by", { "x-ratelimit-reset": String(nowMs - 8000) }, 0],
  ["nothing that can be meant", { "x-ratelimit-reset": String(nowMs + 90 * 86_400_000) }, null],
  ["a duration as Retry-After", { "retry-after": "1m30s" }, 90_000],
  ["seconds since 1970 as Retry-After", { "retry-after": String(nowMs / 1000 + 9) }, 9000],
  ["a date without a zone's comma", { "retry-after": "Sat Nov 28 2026 00:00:04 GMT" }, 4000],
  ["a Retry-After that is negative, and a reset", { "retry-after": "-3", "x-ratelimit-reset": "2" }, 2000],
  [
    "a Retry-After that is absurd, and a reset",
    { "retry-after": "99999999999999", "x-ratelimit-reset": "2" },
    2000,
  ],
  ["Azure's milliseconds", { "x-ms-retry-after-ms": "900" }, 900],
  ["microseconds", { "x-ratelimit-reset-tokens": "1500µs" }, 2],
  ["an exponent", { "x-ratelimit-reset-tokens": "1.2e-05s" }, 1],
  ["words with a unit", { "x-ratelimit-reset-tokens": "6 seconds" }, 6000],
  ["the draft standard", { RateLimit: '"default";r=0;t=17' }, 17_000],
  ["its earlier form", { ratelimit: "limit=10, remaining=0, reset=17" }, 17_000],
  ["a limit of it that is not used up", { ratelimit: '"default";r=3;t=17' }, null],
  ["words", { "x-ratelimit-reset": "soon" }, null],
  ["what could be read in many ways", { "x-ratelimit-reset": "1e".repeat(5000) }, null],
  ["an unknown unit", { "x-ratelimit-reset": "3 moons" }, null],
  ["nothing", {}, null],
])("in headers: %s", (_name, headers, expected) => {
  expect(read(headers)).toBe(expected);
});

test.each<[JsonValue, number | null]>([
  [{ error: { code: 429, metadata: { headers: { "X-RateLimit-Reset": String(nowMs + 8000) } } } }, 8000],
  [{ error: { message: "Quota", details: [{ "@type": "x" }, { retryDelay: "20.5s" }] } }, 20_500],
  // Google's OpenAI-compatible endpoint.
  [[{ error: { code: 429, details: [{ retryDelay: "31s" }] } }], 31_000],
  [{ error: { retry_after: 12 } }, 12_000],
  [{ retry_after_ms: 250 }, 250],
  [{ error: { metadata: { retry_after_seconds: 9 } } }, 9000],
  [{ error: "The model is loading", estimated_time: 20.5 }, 20_500],
  [{ error: "Please try again in 5s" }, 5000],
  [{ detail: "Retry in 3 sec" }, 3000],
  ["Too many requests, retry in 3s", 3000],
  [{ error: { retry_after: -1 } }, null],
  [{ error: "busy" }, null],
  ["busy", null],
])("in a body: %j", (body, expected) => {
  expect(read({}, body)).toBe(expected);
});

test.each<[string, number | null]>([
  ["Rate limit reached for gpt-4o. Please try again in 20s. Visit …", 20_000],
  ["Please try again in 1m2.5s.", 62_500],
  ["Please try again in 280ms.", 280],
  ["Please retry after 20 seconds.", 20_000],
  ["Please wait 5 minutes.", 300_000],
  ["Please try again in about 20 seconds", 20_000],
  ["Please wait at least 2.5s before the next request", 2500],
  ["Please wait for 5 minutes.", 300_000],
  ["Please try again in 1 minute and 20 seconds.", 80_000],
  ["Please try again in 2 minutes, 5 seconds", 125_000],
  ["Please try again in 20 sec", 20_000],
  ["Please try again in 1h 2m", 3_720_000],
  ["Please try again in 20 sheep", null],
  ["Please try again later.", null],
  ["It has 20s of delay.", null],
])("in words: %s", (message, expected) => {
  expect(said(message)).toBe(expected);
});
