import { describe, expect, test } from "@jest/globals";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { PlannedRun } from "../../../src/domain/experiment/run.js";
import { evaluationId, runId, scoreId, traceId } from "../../../src/domain/ids.js";
import type { Evaluation } from "../../../src/domain/score/evaluation.js";
import type { Score } from "../../../src/domain/score/score.js";
import type { Store } from "../../../src/domain/store.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";
const LATER = "2026-01-02T03:09:05.678Z";

/** What of an ended experiment can be run again, what is noted of its values, and what its names are. */
export function describeRetryContract(name: string, make: () => StorePlace): void {
  describe(`retries, notes and names: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make, at: AT }, (opened) => {
      store = opened.store;
    });

    /** Runs: completed, failed, cancelled, completed with a failed judge, completed with one that was not reached. */
    async function endedExperiment(): Promise<{
      readonly experiment: Experiment;
      readonly runs: readonly PlannedRun[];
    }> {
      const experiment: Experiment = { ...experimentNamed("one"), status: "completed", endedAt: AT };
      await store.createExperiment(experiment);
      const runs = ["done", "failed", "cancelled", "unjudged", "unreached"].map((itemId, ordinal) => {
        const of = { experimentId: experiment.id, itemId, repetition: 0 };
        return { ...of, id: runId(of), traceId: traceId(of), ordinal };
      });
      await store.planRuns(runs);
      const [done, failed, cancelled, unjudged, unreached] = runs.map(({ id }) => id) as [
        string,
        string,
        string,
        string,
        string,
      ];
      for (const id of [done, unjudged, unreached])
        await store.recordOutput(id, {
          output: "paid",
          latencyMs: 1,
          costUsd: null,
          usage: null,
          attempts: 1,
          at: AT,
        });
      await store.putEvaluation(evaluation(experiment, done, null));
      await store.putEvaluation(evaluation(experiment, unjudged, { type: "JudgeError", message: "no" }));
      await store.completeRun(done, [scoreOf(runs[0] as PlannedRun, { value: 1 })], AT);
      await store.completeRun(
        unjudged,
        [scoreOf(runs[3] as PlannedRun, { value: null, unscoredReason: "JudgeError" })],
        AT,
      );
      await store.completeRun(
        unreached,
        [scoreOf(runs[4] as PlannedRun, { value: null, unscoredReason: "not_evaluated" })],
        AT,
      );
      await store.beginTry(failed);
      await store.endTry(failed, { failed: true });
      await store.endRun(failed, {
        status: "failed",
        error: { type: "TypeError", message: "fetch failed", isPassing: true },
        at: AT,
      });
      await store.endRun(cancelled, { status: "cancelled", error: null, at: AT });
      return { experiment, runs };
    }

    test("counts what failed, what was left over and what lacks a judgement", async () => {
      const { experiment } = await endedExperiment();
      expect(await store.countRetryable(experiment.id)).toEqual({ failed: 1, leftOver: 1, unjudged: 2 });
      expect(await store.countRetryable("absent")).toEqual({ failed: 0, leftOver: 0, unjudged: 0 });
    });

    test("reopens nothing unless the experiment asks for it, and once when it does", async () => {
      const { experiment, runs } = await endedExperiment();
      expect(await store.reopenForRetry(experiment.id)).toBe(false);
      await store.updateExperiment(experiment.id, { retry: { leftOver: true } });
      expect(await store.reopenForRetry(experiment.id)).toBe(true);
      expect(await store.reopenForRetry(experiment.id)).toBe(false);
      const after = await Promise.all(runs.map(({ id }) => store.getRun(id)));
      expect(after.map((run) => [run?.status, run?.output, run?.error])).toEqual([
        ["completed", "paid", null],
        ["pending", null, null],
        ["pending", null, null],
        ["evaluating", "paid", null],
        ["evaluating", "paid", null],
      ]);
      expect(await store.getEvaluation(evaluationId(runs[0]?.id as string, "judge"))).not.toBeNull();
      expect(await store.getEvaluation(evaluationId(runs[3]?.id as string, "judge"))).toBeNull();
      expect((await store.getExperiment(experiment.id))?.retry).toBeUndefined();
    });

    test("leaves alone what was left over where that is not wanted", async () => {
      const { experiment, runs } = await endedExperiment();
      await store.updateExperiment(experiment.id, { retry: { leftOver: false } });
      await store.reopenForRetry(experiment.id);
      expect((await store.getRun(runs[2]?.id as string))?.status).toBe("cancelled");
      expect((await store.getRun(runs[1]?.id as string))?.status).toBe("pending");
    });

    test("gives a retried step all its tries again, and goes on counting its failures", async () => {
      const { experiment, runs } = await endedExperiment();
      const failed = runs[1]?.id as string;
      await store.updateExperiment(experiment.id, { retry: { leftOver: true } });
      await store.reopenForRetry(experiment.id);
      expect(await store.beginTry(failed)).toEqual({ started: 2, lost: 0, failures: 1 });
      expect(await store.endTry(failed, { failed: true })).toEqual({ failures: 2, used: 1 });
    });

    test("failures tell how many of them may pass, and when they were", async () => {
      const { experiment, runs } = await endedExperiment();
      const [failure] = await store.listFailures(experiment.id);
      expect(failure).toMatchObject({ type: "TypeError", runs: 1, passing: 1, between: [AT, AT] });
      expect((await store.getRun(runs[1]?.id as string))?.error).toEqual({
        type: "TypeError",
        message: "fetch failed",
        isPassing: true,
      });
    });

    test("notes are listed by score and kind, with the first of them; what user code calls a note is none", async () => {
      const experiment = experimentNamed("noted");
      await store.createExperiment(experiment);
      const runs = ["a", "b", "c"].map((itemId, ordinal) => {
        const of = { experimentId: experiment.id, itemId, repetition: 0 };
        return { ...of, id: runId(of), traceId: traceId(of), ordinal };
      });
      await store.planRuns(runs);
      const noted = (index: number, note: string) =>
        scoreOf(runs[index] as PlannedRun, { value: 0, comment: `comment ${index}`, metadata: { note } });
      await store.completeRun(runs[2]?.id as string, [noted(2, "differs_in_case")], LATER);
      await store.completeRun(runs[1]?.id as string, [noted(1, "differs_in_case")], LATER);
      await store.completeRun(runs[0]?.id as string, [noted(0, "Free text of a user's evaluator.")], LATER);
      expect(await store.listScoreNotes(experiment.id)).toEqual([
        { scoreName: "depth", note: "differs_in_case", comment: "comment 1", runs: 2, itemId: "b" },
      ]);
      expect(await store.listScoreNotes("absent")).toEqual([]);
    });

    test("names are listed newest first, a comparison before its experiments, anchors left out", async () => {
      await store.createExperiment({ ...experimentNamed("old"), createdAt: AT });
      await store.createExperiment({ ...experimentNamed("new"), createdAt: LATER });
      await store.createExperiment({
        ...experimentNamed("anchors"),
        createdAt: LATER,
        role: { kind: "anchors", besideExperimentId: null },
      });
      // A user's own config may hold the same words.
      await store.createExperiment({
        ...experimentNamed("alike"),
        createdAt: AT,
        config: { role: { kind: "anchors", besideExperimentId: null } },
      });
      expect((await store.listNames()).map(({ kind, name }) => [kind, name])).toEqual([
        ["experiment", "new"],
        ["experiment", "alike"],
        ["experiment", "old"],
      ]);
    });

    test("an end that is another one now is not changed", async () => {
      const { experiment } = await endedExperiment();
      const change = { status: "pending", endedAt: null } as const;
      expect(
        await store.transitExperiment(experiment.id, { from: ["completed"], endedAt: LATER, change }),
      ).toBe(false);
      expect(await store.transitExperiment(experiment.id, { from: ["completed"], endedAt: AT, change })).toBe(
        true,
      );
    });
  });
}

function evaluation({ id: experimentId }: Experiment, run: string, error: Evaluation["error"]): Evaluation {
  return {
    id: evaluationId(run, "judge"),
    runId: run,
    experimentId,
    evaluatorId: "judge",
    fingerprint: "f",
    status: error === null ? "completed" : "failed",
    scores: [],
    error,
    costUsd: null,
    attempts: 1,
    startedAt: AT,
    endedAt: AT,
  };
}

function scoreOf(run: PlannedRun, given: Partial<Score>): Score {
  const place = { runId: run.id, evaluatorId: "judge", name: "depth" };
  return {
    ...place,
    id: scoreId(place),
    traceId: run.traceId,
    experimentId: run.experimentId,
    dataType: "NUMERIC",
    value: null,
    stringValue: null,
    unscoredReason: null,
    comment: null,
    metadata: {},
    fingerprint: "f",
    source: "EVAL",
    timestamp: AT,
    ...given,
  };
}
