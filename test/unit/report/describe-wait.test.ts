import { expect, test } from "@jest/globals";
import type { Wait } from "../../../src/domain/wait/wait.js";
import { describeWait } from "../../../src/report/describe-wait.js";

const wait: Wait = {
  cause: "rate_limit",
  subject: "openai:gpt-4o",
  scope: "e1",
  detail: null,
  since: "2026-01-02T03:04:05.678Z",
  until: "2026-01-02T03:05:05.678Z",
  calls: 12,
};
const whole = { ...wait, detail: null, until: null, calls: 0 };

test.each<[Wait, string]>([
  [
    wait,
    "12 calls wait for the turn in openai:gpt-4o's requests or tokens per minute, since 2026-01-02T03:04:05Z, until 2026-01-02T03:05:05Z",
  ],
  [
    { ...wait, cause: "model_pause", calls: 1 },
    "1 call waits for the end of openai:gpt-4o's pause, which its provider asked for or its failures caused, since 2026-01-02T03:04:05Z, until 2026-01-02T03:05:05Z",
  ],
  [
    {
      ...wait,
      cause: "retry",
      subject: "ModelRateLimitedError",
      detail: "openai:gpt-4o: status 429.",
      until: null,
    },
    "12 calls wait to be tried again after ModelRateLimitedError (openai:gpt-4o: status 429.), since 2026-01-02T03:04:05Z",
  ],
  [
    { ...wait, cause: "concurrency", subject: "limits.concurrency (4)", until: null },
    "12 calls wait for a free place in limits.concurrency (4), since 2026-01-02T03:04:05Z",
  ],
  [
    { ...wait, cause: "budget", subject: "the budget", since: null, until: null },
    "12 calls wait for calls in flight that hold the rest of the budget",
  ],
  [
    { ...whole, cause: "paused", subject: "nightly" },
    "waits for: assay resume nightly, since 2026-01-02T03:04:05Z",
  ],
  [
    { ...whole, cause: "no_worker", subject: "assay-1", since: null },
    "waits for a worker: none asks for work on the task queue assay-1; start one with: assay start",
  ],
  [
    { ...whole, cause: "store", subject: "The disk is full." },
    "waits for the store: The disk is full, since 2026-01-02T03:04:05Z",
  ],
])("%#", (given, line) => {
  expect(describeWait(given)).toBe(line);
});
