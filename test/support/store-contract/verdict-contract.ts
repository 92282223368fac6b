import { describe, expect, test } from "@jest/globals";
import type { PlannedRun } from "../../../src/domain/experiment/run.js";
import { runId, scoreId, traceId } from "../../../src/domain/ids.js";
import type { Score } from "../../../src/domain/score/score.js";
import type { Store } from "../../../src/domain/store.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

/** What verdicts ask of a store beside means: passes, failures, dataset versions, and how often a data set was looked at. */
export function describeVerdictContract(name: string, make: () => StorePlace): void {
  describe(`what verdicts ask: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make, at: AT }, (opened) => {
      store = opened.store;
    });

    async function planned(items: readonly string[], repetitions: number): Promise<readonly PlannedRun[]> {
      const experiment = { ...experimentNamed("one"), repetitions };
      await store.createExperiment(experiment);
      const runs = items.flatMap((itemId, at) =>
        Array.from({ length: repetitions }, (_, repetition) => {
          const of = { experimentId: experiment.id, itemId, repetition };
          return { ...of, id: runId(of), traceId: traceId(of), ordinal: at * repetitions + repetition };
        }),
      );
      await store.planRuns(runs);
      return runs;
    }

    async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
      const all: Row[] = [];
      for await (const row of rows) all.push(row);
      return all;
    }

    test("counts the repetitions of each item that reach a threshold, those without a score left out", async () => {
      const runs = await planned(["b", "a"], 3);
      const values = [1, 0.4, 0.5, 0.49, null, 0.1];
      for (const [index, run] of runs.entries())
        await store.completeRun(run.id, [scoreOf(run, values[index] ?? null)], AT);
      const passes = store.streamItemPasses({
        experimentId: experimentNamed("one").id,
        score: "depth",
        threshold: 0.5,
      });
      expect(await collect(passes)).toEqual([
        { itemId: "a", values: 2, passed: 0 },
        { itemId: "b", values: 3, passed: 2 },
      ]);
    });

    test("tells of each item how many runs failed, and how long those were waited for that were given up", async () => {
      const runs = await planned(["b", "a"], 2);
      const error = { type: "TimeoutError", message: "no answer" };
      const [gaveUp, threw, also, done] = runs.map(({ id }) => id) as [string, string, string, string];
      await store.endRun(gaveUp, { status: "failed", error, gaveUpAfterMs: 900, at: AT });
      await store.endRun(threw, { status: "failed", error, at: AT });
      await store.endRun(also, { status: "failed", error, gaveUpAfterMs: 300, at: AT });
      await store.completeRun(done, [], AT);
      expect(await collect(store.streamItemFailures(experimentNamed("one").id))).toEqual([
        { itemId: "a", failed: 1, timedOut: 1, timedOutMs: 300 },
        { itemId: "b", failed: 2, timedOut: 1, timedOutMs: 900 },
      ]);
    });

    test("tells which items two dataset versions share, and which were changed, added or archived", async () => {
      const { id } = await store.createDataset({ name: "golden" });
      const first = await store.putItems(id, [
        { id: "kept", input: 1 },
        { id: "edited", input: 1 },
        { id: "gone", input: 1 },
      ]);
      await store.archiveItems(id, ["gone"]);
      const second = await store.putItems(id, [
        { id: "edited", input: 2 },
        { id: "new", input: 1 },
      ]);
      const versions = [first.version, second.version] as [string, string];
      expect(Object.fromEntries(await store.compareVersions(id, versions))).toEqual({
        kept: "same",
        edited: "changed",
        gone: "first_only",
        new: "second_only",
      });
    });

    test("counts the looks at a data set and how many questions they were; one that is told twice counts once", async () => {
      const { id } = await store.createDataset({ name: "golden" });
      const look = (of: string, question: string) =>
        store.recordLook({ id: of, datasetId: id, question, lookedAt: new Date(AT) });
      expect(await look("one", "q")).toEqual({ times: 1, questions: 1 });
      expect(await look("two", "q")).toEqual({ times: 2, questions: 1 });
      expect(await look("three", "r")).toEqual({ times: 3, questions: 2 });
      expect(await look("three", "r")).toEqual({ times: 3, questions: 2 });
    });
  });
}

function scoreOf(run: PlannedRun, value: number | null): Score {
  const place = { runId: run.id, evaluatorId: "judge", name: "depth" };
  return {
    ...place,
    id: scoreId(place),
    traceId: run.traceId,
    experimentId: run.experimentId,
    dataType: "NUMERIC",
    value,
    stringValue: null,
    unscoredReason: value === null ? "not_evaluated" : null,
    comment: null,
    metadata: {},
    fingerprint: "f",
    source: "EVAL",
    timestamp: AT,
  };
}
