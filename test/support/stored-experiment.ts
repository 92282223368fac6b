import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { evaluationId, experimentId, runId, scoreId, traceId } from "../../src/domain/ids.js";
import type { JsonObject } from "../../src/domain/json/json.js";
import type { Score } from "../../src/domain/score/score.js";
import type { Store } from "../../src/domain/store.js";
import { emptyTrace } from "./empty-trace.js";
import { experimentNamed } from "./store-contract/experiment-named.js";

const AT = "2026-01-02T03:04:05.678Z";

/** One run's value of one metric. */
export interface StoredValue {
  readonly itemId: string;
  readonly repetition?: number;
  readonly value: number | null;
  readonly metadata?: JsonObject;
}

/** Writes a completed experiment with its runs and scores straight into a store, as its workflow would leave it. */
export async function storeExperiment(
  store: Store,
  given: {
    readonly name: string;
    readonly metrics: Readonly<Record<string, readonly StoredValue[]>>;
    readonly change?: Partial<Experiment>;
    /** `waits`: the metrics are judged, at this price per evaluation. */
    readonly judge?: { readonly costUsd: number | null };
    readonly runCostUsd?: number;
  },
): Promise<Experiment> {
  const { name, metrics, judge } = given;
  const mode = judge === undefined ? ("computes" as const) : ("waits" as const);
  const experiment: Experiment = {
    ...experimentNamed(name),
    id: experimentId({ datasetId: "d", name }),
    evaluators: [
      { id: "e", fingerprint: "f", mode, scale: null, scoreNames: Object.keys(metrics), timeoutMs: 1_000 },
    ],
    status: "completed",
    ...given.change,
  };
  const places = new Map<string, { readonly itemId: string; readonly repetition: number }>();
  for (const values of Object.values(metrics)) {
    for (const { itemId, repetition = 0 } of values)
      places.set(`${itemId}/${repetition}`, { itemId, repetition });
  }
  const runs = [...places.values()].map((given, ordinal) => {
    const place = { experimentId: experiment.id, ...given };
    return { ...place, ordinal, id: runId(place), traceId: traceId(place) };
  });
  await store.createExperiment({ ...experiment, runCount: runs.length });
  await store.planRuns(runs);
  for (const run of runs) {
    await store.startRun(run.id, emptyTrace(run, { name, at: AT }));
    await store.recordOutput(run.id, {
      output: "out",
      latencyMs: 1,
      costUsd: given.runCostUsd ?? null,
      usage: null,
      attempts: 1,
      at: AT,
    });
    const scores = Object.entries(metrics).flatMap(([metric, values]) =>
      values
        .filter(({ itemId, repetition = 0 }) => itemId === run.itemId && repetition === run.repetition)
        .map((value) => toScore(run, metric, value)),
    );
    if (judge !== undefined) {
      await store.putEvaluation({
        id: evaluationId(run.id, "e"),
        runId: run.id,
        experimentId: experiment.id,
        evaluatorId: "e",
        fingerprint: "f",
        status: "completed",
        scores: [],
        error: null,
        costUsd: judge.costUsd,
        attempts: 1,
        startedAt: AT,
        endedAt: AT,
      });
    }
    await store.completeRun(run.id, scores, AT);
  }
  return { ...experiment, runCount: runs.length };
}

function toScore(
  run: { readonly id: string; readonly traceId: string; readonly experimentId: string },
  name: string,
  { value, metadata = {} }: StoredValue,
): Score {
  const place = { runId: run.id, evaluatorId: "e", name };
  return {
    ...place,
    id: scoreId(place),
    traceId: run.traceId,
    experimentId: run.experimentId,
    dataType: "NUMERIC",
    value,
    stringValue: null,
    unscoredReason: value === null ? "judge_failed" : null,
    comment: null,
    metadata,
    fingerprint: "f",
    source: "EVAL",
    timestamp: AT,
  };
}
