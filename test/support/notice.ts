import type { Notice } from "../../src/domain/notification/notice.js";

/** What is told of a run that got worse, with content that tries to act. */
export function noticeOf(change: Partial<Notice> = {}): Notice {
  return {
    schemaVersion: 1,
    definition: "spam",
    schedule: "nightly",
    state: "failed",
    previousState: "passed",
    title: "spam: failed (was passed)",
    reason: "accuracy dropped by more than 0.02.",
    checks: [
      {
        metric: "accuracy",
        condition: "maxDrop",
        limit: 0.02,
        n: 200,
        estimate: -0.08,
        lowerBound: -0.12,
        upperBound: -0.04,
        itemsNeeded: null,
        outcome: "fail",
        reason: "it dropped",
      },
    ],
    level: 0.9,
    items: [{ itemId: "<!channel> @all", metric: "accuracy", before: 1, after: 0 }],
    drifts: [],
    costUsd: 0.5,
    experiment: "spam-b-2026",
    baseline: "spam-a-2025",
    gitCommit: "a".repeat(40),
    lookAt: { commands: ["assay show spam-b-2026"], url: null },
    at: "2026-01-02T03:04:05.678Z",
    ...change,
  };
}
