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
  ["words", { "x-ratelimit-reset": "soon" }, null],
  ["nothing", {}, null],
])("in headers: %s", (_name, headers, expected) => {
  expect(read(headers)).toBe(expected);
});

test.each<[JsonValue, number | null]>([
  [{ error: { code: 429, metadata: { headers: { "X-RateLimit-Reset": String(nowMs + 8000) } } } }, 8000],
  [{ error: { message: "Quota", details: [{ "@type": "x" }, { retryDelay: "20.5s" }] } }, 20_500],
  // Google's OpenAI-compatible endpoint.
  [[{ error: { code: 429, details: [{ retryDelay: "31s" }] } }], 31_000],
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
  ["Please try again later.", null],
  ["It has 20s of delay.", null],
])("in words: %s", (message, expected) => {
  expect(said(message)).toBe(expected);
});
