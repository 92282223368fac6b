import { describe, expect, test } from "@jest/globals";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import { ExperimentAlreadyExistsError } from "../../../src/domain/experiment/experiment-errors.js";
import type { PlannedRun } from "../../../src/domain/experiment/run.js";
import { evaluationId, runId, scoreId, traceId } from "../../../src/domain/ids.js";
import type { Score } from "../../../src/domain/score/score.js";
import type { ItemMean } from "../../../src/domain/score/score-store.js";
import type { Store } from "../../../src/domain/store.js";
import { emptyTrace } from "../empty-trace.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

function planned(experiment: Experiment, items: readonly string[], repetitions = 1): PlannedRun[] {
  let ordinal = 0;
  return items.flatMap((itemId) =>
    Array.from({ length: repetitions }, (_, repetition) => {
      const place = { experimentId: experiment.id, itemId, repetition };
      return { ...place, id: runId(place), traceId: traceId(place), ordinal: ordinal++ };
    }),
  );
}

function score(run: PlannedRun, value: number | null, reason: string | null = null): Score {
  const place = { runId: run.id, evaluatorId: "e", name: "s" };
  return {
    id: scoreId(place),
    traceId: run.traceId,
    experimentId: run.experimentId,
    ...place,
    dataType: "NUMERIC",
    value,
    stringValue: null,
    unscoredReason: reason,
    comment: null,
    metadata: {},
    fingerprint: "f",
    source: "EVAL",
    timestamp: AT,
  };
}

async function means(store: Store, id: string): Promise<ItemMean[]> {
  const all: ItemMean[] = [];
  for await (const item of store.streamItemMeans({ experimentId: id, score: "s" })) all.push(item);
  return all;
}

/** How every store keeps experiments, their runs, scores and costs. */
export function describeRunContract(name: string, make: () => StorePlace): void {
  describe(`experiments and runs in the store: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make, at: AT }, (opened) => {
      store = opened.store;
    });

    test("refuses a second experiment of the same name, and finds one by name or id", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      await expect(store.createExperiment(experiment)).rejects.toThrow(ExperimentAlreadyExistsError);
      await store.updateExperiment(experiment.id, { status: "running" });
      expect(await store.getExperiment("one")).toEqual({ ...experiment, status: "running" });
      expect(await store.getExperiment(experiment.id)).toEqual({ ...experiment, status: "running" });
      expect(await store.getExperiment("none")).toBeNull();
    });

    test("moves a run forward only, keeps its first output, and completes it once", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      const [run] = planned(experiment, ["a"]) as [PlannedRun];
      await store.planRuns([run]);
      await store.planRuns([run]);
      const trace = emptyTrace(run, { at: AT });
      await store.startRun(run.id, trace);
      const output = { latencyMs: 5, costUsd: null, usage: null, attempts: 1, at: AT };
      await store.recordOutput(run.id, { ...output, output: "first" });
      await store.recordOutput(run.id, { ...output, output: "second" });
      await store.startRun(run.id, trace);
      expect(await store.getRun(run.id)).toMatchObject({
        status: "evaluating",
        output: "first",
        attempts: 1,
        costUsd: null,
      });
      await store.completeRun(run.id, [score(run, 0.5)], AT);
      await store.completeRun(run.id, [score(run, 0.5)], AT);
      await store.endRun(run.id, { status: "failed", error: { type: "X", message: "" }, at: AT });
      expect(await store.cancelUnfinishedRuns(experiment.id, AT)).toBe(0);
      expect(await store.countRuns(experiment.id)).toEqual({
        planned: 1,
        pending: 0,
        running: 0,
        completed: 1,
        failed: 0,
        cancelled: 0,
      });
      expect(await store.listScoresOfRuns([run.id])).toEqual([score(run, 0.5)]);
    });

    test("averages repetitions by item, and counts the unscored by reason, never as 0", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      const runs = planned(experiment, ["a", "b", "c"], 2);
      await store.planRuns(runs);
      const values = [0.2, 0.4, 1, null, null, null];
      for (const [index, run] of runs.entries()) {
        const value = values[index] as number | null;
        const evaluation = {
          runId: run.id,
          experimentId: experiment.id,
          evaluatorId: "e",
          fingerprint: "f",
          scores: [],
          costUsd: null,
          attempts: 1,
        };
        if (index === 4) {
          const failure = { status: "failed" as const, error: { type: "JudgeError", message: "m" } };
          await store.putEvaluation({
            ...evaluation,
            ...failure,
            id: evaluationId(run.id, "e"),
            startedAt: AT,
            endedAt: AT,
          });
        }
        await store.completeRun(
          run.id,
          index > 3 ? [] : [score(run, value, value === null ? "no_expected_output" : null)],
          AT,
        );
      }
      const found = await means(store, experiment.id);
      expect(found.map(({ itemId, values: n }) => [itemId, n])).toEqual([
        ["a", 2],
        ["b", 1],
      ]);
      expect(found[0]?.mean).toBeCloseTo(0.3, 12);
      expect(await store.listScoreNames(experiment.id)).toMatchObject([
        { name: "s", scored: 3, unscored: 3, fingerprints: ["f"] },
      ]);
      expect(await store.countUnscoredReasons(experiment.id, "s")).toEqual({
        no_expected_output: 1,
        JudgeError: 1,
        not_returned: 1,
      });
    });

    test("streams values run by run, people's labels apart from evaluations", async () => {
      const experiment = { ...experimentNamed("labelled"), repetitions: 2 };
      await store.createExperiment(experiment);
      const runs = planned(experiment, ["i1", "i2"], 2);
      await store.planRuns(runs);
      for (const [index, run] of runs.entries())
        await store.completeRun(
          run.id,
          [score(run, index === 3 ? null : index / 4, index === 3 ? "x" : null)],
          AT,
        );
      const label = (run: PlannedRun, id: string, value: number): Score => ({
        ...score(run, value),
        id,
        evaluatorId: null,
        fingerprint: null,
        source: "ANNOTATION",
        metadata: { annotator: id },
      });
      const [first, second] = runs as [PlannedRun, PlannedRun];
      await store.putScores([
        label(second, "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c32", 1),
        label(first, "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c31", 0),
      ]);
      const read = async (of: "labels" | "evaluations") => {
        const values = [];
        for await (const value of store.streamRunValues({ experimentId: experiment.id, name: "s", of }))
          values.push([value.runId, value.itemId, value.repetition, value.value]);
        return values;
      };
      expect(await read("evaluations")).toEqual([
        [first.id, "i1", 0, 0],
        [second.id, "i1", 1, 0.25],
        [runs[2]?.id, "i2", 0, 0.5],
      ]);
      expect(await read("labels")).toEqual([
        [first.id, "i1", 0, 0],
        [second.id, "i1", 1, 1],
      ]);
      expect(await store.listLabelNames(experiment.id)).toEqual(["s"]);
      expect(await means(store, experiment.id)).toEqual([
        { itemId: "i1", mean: 0.125, values: 2, variance: 0.03125 },
        { itemId: "i2", mean: 0.5, values: 1, variance: null },
      ]);
      expect(await store.listScoreNames(experiment.id)).toMatchObject([
        { name: "s", scored: 3, unscored: 1, fingerprints: ["f"] },
      ]);
    });

    test("averages known costs per call, and keeps unknown ones unknown", async () => {
      const experiment = experimentNamed("priced");
      await store.createExperiment(experiment);
      const runs = planned(experiment, ["i1", "i2", "i3"]);
      await store.planRuns(runs);
      for (const [index, run] of runs.entries()) {
        const costUsd = index === 2 ? null : 0.01 * (index + 1);
        await store.recordOutput(run.id, {
          output: 1,
          latencyMs: 1,
          costUsd,
          usage: null,
          attempts: 1,
          at: AT,
        });
        for (const [evaluatorId, cost] of [
          ["judge", 0.002],
          ["free", null],
        ] as const) {
          await store.putEvaluation({
            id: evaluationId(run.id, evaluatorId),
            runId: run.id,
            experimentId: experiment.id,
            evaluatorId,
            fingerprint: "f",
            status: "completed",
            scores: [],
            error: null,
            costUsd: cost,
            attempts: 1,
            startedAt: AT,
            endedAt: AT,
          });
        }
        await store.completeRun(run.id, [], AT);
      }
      const { run, evaluations } = await store.averageCosts(experiment.id);
      expect(run.calls).toBe(2);
      expect(run.meanUsd).toBeCloseTo(0.015, 12);
      expect(evaluations.judge).toEqual({ calls: 3, meanUsd: 0.002 });
      expect(evaluations.free).toEqual({ calls: 0, meanUsd: null });
      expect((await store.averageCosts("absent")).run).toEqual({ calls: 0, meanUsd: null });
    });
  });
}
