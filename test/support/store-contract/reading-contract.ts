import { describe, expect, test } from "@jest/globals";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { PlannedRun } from "../../../src/domain/experiment/run.js";
import { runId, scoreId, traceId } from "../../../src/domain/ids.js";
import type { Score } from "../../../src/domain/score/score.js";
import type { Store } from "../../../src/domain/store.js";
import { comparisonNamed } from "./ending-contract.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

function planOf(experiment: Experiment, items: readonly string[]): PlannedRun[] {
  return items.map((itemId, ordinal) => {
    const of = { experimentId: experiment.id, itemId, repetition: 0 };
    return { ...of, id: runId(of), traceId: traceId(of), ordinal };
  });
}

function verdictOf(run: PlannedRun, category: string): Score {
  const of = { runId: run.id, evaluatorId: "e", name: "tone" };
  return {
    ...of,
    id: scoreId(of),
    traceId: run.traceId,
    experimentId: run.experimentId,
    dataType: "CATEGORICAL",
    value: null,
    stringValue: category,
    unscoredReason: null,
    comment: null,
    metadata: {},
    fingerprint: "f",
    source: "EVAL",
    timestamp: AT,
  };
}

/** How every store reads back experiments, comparisons and runs. */
export function describeReadingContract(name: string, make: () => StorePlace): void {
  describe(`the store contract, reading: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      store = opened.store;
    });

    test("lists experiments newest first, by dataset, definition and comparison, in pages", async () => {
      for (const n of ["1", "2", "3"]) await store.createExperiment(experimentNamed(n));
      await store.createExperiment({ ...experimentNamed("4"), datasetName: "other" });
      await store.createExperiment({ ...experimentNamed("5"), definition: "y", comparisonId: "c" });
      const names = async (filter: Parameters<Store["listExperiments"]>[0]) =>
        (await store.listExperiments(filter)).map((experiment) => experiment.name);
      expect(await names({ limit: 10 })).toEqual(["5", "4", "3", "2", "1"]);
      expect(await names({ limit: 2, offset: 1 })).toEqual(["4", "3"]);
      expect(await names({ limit: 10, datasetName: "other" })).toEqual(["4"]);
      expect(await names({ limit: 10, definition: "x" })).toEqual(["4", "3", "2", "1"]);
      expect(await names({ limit: 10, comparisonId: "c" })).toEqual(["5"]);
      expect(await names({ limit: 10, definition: "none" })).toEqual([]);
    });

    test("finds a comparison by name and id, and changes only what is said", async () => {
      const comparison = comparisonNamed("both");
      await store.createComparison(comparison);
      await store.updateComparison(comparison.id, { status: "completed", endedAt: AT });
      const changed = { ...comparison, status: "completed", endedAt: AT };
      expect(await store.getComparison("both")).toEqual(changed);
      expect(await store.getComparison(comparison.id)).toEqual(changed);
      expect(await store.getComparison("none")).toBeNull();
    });

    test("streams the metadata of active items as of a version, in the order of their ids", async () => {
      const { id } = await store.createDataset({ name: "d" });
      const { version } = await store.putItems(id, [
        { id: "b", input: 1, metadata: { topic: "x" } },
        { id: "a", input: 2, metadata: { topic: "y" } },
      ]);
      await store.archiveItems(id, ["b"]);
      const read = async (at: string | null) => {
        const items = [];
        for await (const item of store.streamItemMetadata({ datasetId: id, version: at })) items.push(item);
        return items;
      };
      expect(await read(version)).toEqual([
        { itemId: "a", metadata: { topic: "y" } },
        { itemId: "b", metadata: { topic: "x" } },
      ]);
      expect(await read(null)).toEqual([{ itemId: "a", metadata: { topic: "y" } }]);
    });

    test("lists runs by ordinal, with their items as of the experiment's version", async () => {
      const { id } = await store.createDataset({ name: "d" });
      const { version } = await store.putItems(id, [
        { id: "a", input: "then" },
        { id: "b", input: "too" },
      ]);
      await store.putItems(id, [{ id: "a", input: "now" }]);
      const experiment = { ...experimentNamed("one"), datasetId: id, datasetVersion: version as string };
      await store.createExperiment(experiment);
      const runs = planOf(experiment, ["a", "b"]);
      await store.planRuns([...runs].reverse());
      await store.setAttempts(runs[0]?.id as string, 2);
      const range = { experimentId: experiment.id, fromOrdinal: 0, limit: 10 };
      expect((await store.listRuns(range)).map(({ itemId, attempts }) => [itemId, attempts])).toEqual([
        ["a", 2],
        ["b", 0],
      ]);
      expect((await store.listRuns({ ...range, fromOrdinal: 1 })).map(({ itemId }) => itemId)).toEqual(["b"]);
      expect((await store.listRuns({ ...range, limit: 1 })).map(({ itemId }) => itemId)).toEqual(["a"]);
      expect((await store.listRunsWithItems(range)).map(({ item }) => item.input)).toEqual(["then", "too"]);
    });

    test("counts outputs, failures by type and categories, and lists values run by run", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      const runs = planOf(experiment, ["a", "b", "c", "d"]);
      await store.planRuns(runs);
      const [kind, rude, broken] = runs as [PlannedRun, PlannedRun, PlannedRun];
      const output = { output: null, costUsd: 0.5, usage: null, attempts: 1, at: AT };
      await store.recordOutput(kind.id, { ...output, latencyMs: 10, finishReason: "stop" });
      await store.recordOutput(rude.id, { ...output, latencyMs: 20 });
      await store.completeRun(kind.id, [verdictOf(kind, "kind")], AT);
      await store.completeRun(rude.id, [verdictOf(rude, "rude\0")], AT);
      await store.endRun(broken.id, { status: "failed", error: { type: "X", message: "m\0n" }, at: AT });
      expect(await store.countRunsWithOutput(experiment.id)).toBe(2);
      expect(await store.countFailures(experiment.id)).toEqual({ X: 1 });
      await store.setFinishReason(broken.id, "content-filter");
      expect(await store.countFinishReasons(experiment.id)).toEqual({ "content-filter": 1, stop: 1 });
      expect((await store.getRun(kind.id))?.finishReason).toBe("stop");
      expect((await store.getRun(rude.id))?.finishReason).toBeNull();
      expect((await store.getRun(broken.id))?.error).toEqual({ type: "X", message: "m\0n" });
      expect(await store.countCategories(experiment.id, "tone")).toEqual({ kind: 1, "rude\0": 1 });
      const values = await store.listRunValues(
        { experimentId: experiment.id, runMetric: "latency_ms" },
        { fromOrdinal: 0, limit: 3 },
      );
      expect(values).toEqual([
        { ordinal: 0, itemId: "a", ended: true, failed: false, value: 10 },
        { ordinal: 1, itemId: "b", ended: true, failed: false, value: 20 },
        { ordinal: 2, itemId: "c", ended: true, failed: true, value: null },
      ]);
      expect(
        await store.listRunValues(
          { experimentId: experiment.id, runMetric: "latency_ms" },
          { fromOrdinal: 3, limit: 9 },
        ),
      ).toEqual([{ ordinal: 3, itemId: "d", ended: false, failed: false, value: null }]);
    });
  });
}
