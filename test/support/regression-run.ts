import type { RegressionRun } from "../../src/domain/regression/regression-run.js";
import type { RegressionVerdict } from "../../src/domain/regression/regression-verdict.js";

const AT = "2026-01-02T03:04:05.678Z";

/** A verdict that says nothing but its state. */
export function verdictOf(change: Partial<RegressionVerdict> = {}): RegressionVerdict {
  return {
    schemaVersion: 1,
    definition: "watched",
    experimentId: "0123456789abcdef",
    experiment: "watched-only",
    variant: "only",
    datasetName: "d",
    datasetVersion: AT,
    baseline: null,
    state: "passed",
    reason: "it holds",
    accepted: true,
    gate: null,
    pairs: null,
    worstItems: [],
    itemsNeeded: null,
    looks: { made: 1, most: 1 },
    costUsd: null,
    next: null,
    warnings: [],
    ...change,
  };
}

/** A regression run that has just begun. */
export function regressionRunOf(id: string, change: Partial<RegressionRun> = {}): RegressionRun {
  return {
    id,
    workflowId: `regression/${id}`,
    definition: "watched",
    schedule: "nightly",
    scheduledAt: AT,
    experimentId: null,
    experiment: null,
    steps: [],
    modelSnapshots: [],
    state: null,
    previousState: null,
    verdict: null,
    drifts: [],
    error: null,
    createdAt: AT,
    endedAt: null,
    ...change,
  };
}
