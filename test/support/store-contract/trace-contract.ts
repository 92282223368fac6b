import { describe, expect, test } from "@jest/globals";
import { evaluationId } from "../../../src/domain/ids.js";
import type { Evaluation } from "../../../src/domain/score/evaluation.js";
import type { Store } from "../../../src/domain/store.js";
import { openedObservation } from "../../../src/domain/trace/opened-observation.js";
import type { Observation, Trace } from "../../../src/domain/trace/trace.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";
const TRACE = "0123456789abcdef0123456789abcdef";
const RUN = "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c31";
/** What databases like to cut or to refuse. */
const HOSTILE = 'a\0b\uD83D c\u001b[31m "; drop table runs; --';

const trace: Trace = {
  id: TRACE,
  name: HOSTILE,
  runId: RUN,
  experimentId: "aaaaaaaaaaaaaaaa",
  timestamp: AT,
  input: { text: HOSTILE },
  output: [HOSTILE, null],
  metadata: { [HOSTILE]: true },
};

function observation(id: string, more: Partial<Observation> = {}): Observation {
  const place = { id: id.padStart(16, "0"), traceId: TRACE, parentObservationId: null, startedAt: AT };
  return {
    ...openedObservation({ ...place, type: "SPAN", name: HOSTILE }),
    statusMessage: HOSTILE,
    input: HOSTILE,
    ...more,
  };
}

function evaluation(evaluatorId: string, more: Partial<Evaluation> = {}): Evaluation {
  return {
    id: evaluationId(RUN, evaluatorId),
    runId: RUN,
    experimentId: "aaaaaaaaaaaaaaaa",
    evaluatorId,
    fingerprint: "f",
    status: "completed",
    scores: [],
    error: null,
    costUsd: null,
    attempts: 1,
    startedAt: AT,
    endedAt: AT,
    ...more,
  };
}

/** How every store keeps traces, observations, evaluations and artefacts. */
export function describeTraceContract(name: string, make: () => StorePlace): void {
  describe(`the store contract, traces: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      ({ place, store } = opened);
    });

    test("keeps a trace to the last character, and the last of several writes", async () => {
      expect(await store.getTrace(TRACE)).toBeNull();
      await store.putTrace({ ...trace, output: null, runId: null });
      await store.putTrace(trace);
      expect(await store.getTrace(TRACE)).toEqual(trace);
    });

    test("lists a trace's observations by time, then id, and the last of several writes", async () => {
      const later = "2026-01-02T03:04:06.000Z";
      await store.putObservations([
        observation("3", { startedAt: later }),
        observation("2"),
        observation("1", { name: "first written" }),
        observation("4", { traceId: "f".repeat(32) }),
      ]);
      await store.putObservations([observation("1", { level: "ERROR", output: HOSTILE })]);
      expect(await store.listObservations(TRACE)).toEqual([
        observation("1", { level: "ERROR", output: HOSTILE }),
        observation("2"),
        observation("3", { startedAt: later }),
      ]);
      expect(await store.getObservation("2".padStart(16, "0"))).toEqual(observation("2"));
      expect(await store.getObservation("9".padStart(16, "0"))).toBeNull();
    });

    test("keeps more observations than one statement takes", async () => {
      const many = Array.from({ length: 1_201 }, (_, n) => observation(n.toString(16)));
      await store.putObservations(many);
      expect(await store.listObservations(TRACE)).toEqual(many);
    });

    test("keeps the first of several artefacts under one id, for all connections", async () => {
      const second = await place.open();
      expect(await store.getArtifact("steps")).toBeNull();
      const returned = await Promise.all([
        store.putArtifact("steps", { kind: "evaluation-steps", body: [HOSTILE] }),
        second.putArtifact("steps", { kind: "evaluation-steps", body: ["other"] }),
      ]);
      expect(returned[0]).toEqual(returned[1]);
      expect(await second.getArtifact("steps")).toEqual(returned[0]);
      await second.close();
    });

    test("keeps one evaluation per run and evaluator: the last, ordered by evaluator", async () => {
      const failure = {
        status: "failed",
        error: { type: "JudgeError", message: HOSTILE },
        costUsd: 0.25,
      } as const;
      expect(await store.getEvaluation(evaluationId(RUN, "b"))).toBeNull();
      await store.putEvaluation(evaluation("b"));
      await store.putEvaluation(evaluation("a"));
      await store.putEvaluation(evaluation("b", failure));
      expect(await store.getEvaluation(evaluationId(RUN, "b"))).toEqual(evaluation("b", failure));
      expect(await store.listEvaluations(RUN)).toEqual([evaluation("a"), evaluation("b", failure)]);
      expect(await store.countEvaluationFailures("aaaaaaaaaaaaaaaa")).toEqual([
        { evaluatorId: "b", type: "JudgeError", count: 1 },
      ]);
    });
  });
}
