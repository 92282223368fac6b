import { describe, expect, test } from "@jest/globals";
import { DatasetItemDuplicateError } from "../../../src/domain/dataset/dataset-errors.js";
import { evaluationId, runId, scoreId, traceId } from "../../../src/domain/ids.js";
import { NameInvalidError } from "../../../src/domain/names.js";
import type { Score } from "../../../src/domain/score/score.js";
import type { Store } from "../../../src/domain/store.js";
import { NOTHING } from "./dataset-contract.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

/** What every store must refuse whole, and what it says of failures. */
export function describeRefusalContract(name: string, make: () => StorePlace): void {
  describe(`refusals and failures: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make, at: AT }, (opened) => {
      store = opened.store;
    });

    test("an import makes the dataset with its items, and changes one that is there", async () => {
      expect(await store.importItems({ name: "d", description: "first" }, [{ id: "a", input: 1 }])).toEqual({
        ...NOTHING,
        version: AT,
        added: 1,
      });
      const items = [
        { id: "a", input: 1 },
        { id: "b", input: 2 },
      ];
      expect(await store.importItems({ name: "d", description: "second" }, items)).toMatchObject({
        added: 1,
        unchanged: 1,
      });
      expect(await store.getDataset("d")).toMatchObject({ description: "first" });
    });

    test("an import that is refused leaves no dataset behind", async () => {
      await store.importItems({ name: "other" }, [{ id: "a", input: 1 }]);
      const refused = store.importItems({ name: "fresh" }, [
        { id: "new", input: 1 },
        { id: "new", input: 2 },
      ]);
      await expect(refused).rejects.toThrow(DatasetItemDuplicateError);
      expect((await store.listDatasets()).map((dataset) => dataset.name)).toEqual(["other"]);
    });

    test("a dry run says what it would come to, and leaves neither dataset nor version behind", async () => {
      const items = [{ id: "a", input: 1 }];
      const dry = await store.importItems({ name: "d" }, items, { dryRun: true });
      expect(dry).toEqual({ ...NOTHING, version: AT, added: 1 });
      expect(await store.listDatasets()).toEqual([]);
      await store.importItems({ name: "d" }, items);
      const { id } = (await store.getDataset("d")) as { id: string };
      const replaced = await store.putItems(id, [{ id: "b", input: 2 }], { dryRun: true, replace: true });
      expect(replaced).toMatchObject({ added: 1, archived: 1 });
      expect(await store.listVersions(id)).toEqual([AT]);
    });

    test("two items of one id are refused: one of them would be lost", async () => {
      const twice = [
        { id: "a", input: 1 },
        { id: "a", input: 2 },
      ];
      await expect(store.importItems({ name: "d" }, twice)).rejects.toThrow(
        new DatasetItemDuplicateError("a"),
      );
      expect(await store.listDatasets()).toEqual([]);
    });

    test.each([
      ["", "is empty"],
      ["x".repeat(201), "has 201 characters"],
      ["a\nb", '"a\nb" has a control character'],
      [" a", '" a" has a space at one end'],
    ])("a dataset cannot be named %j", async (bad, problem) => {
      await expect(store.createDataset({ name: bad })).rejects.toThrow(
        new NameInvalidError("a dataset", problem),
      );
    });

    test("failures are listed by kind, those of runs before those of evaluators, each with its first example", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      const runs = ["a", "b", "c", "d"].map((itemId, ordinal) => {
        const place = { experimentId: experiment.id, itemId, repetition: 0 };
        return { ...place, id: runId(place), traceId: traceId(place), ordinal };
      });
      await store.planRuns(runs);
      const fail = async (index: number, type: string, message: string): Promise<void> =>
        await store.endRun(runs[index]?.id as string, { status: "failed", error: { type, message }, at: AT });
      await fail(2, "RangeError", "third");
      await fail(1, "RangeError", "second");
      await fail(0, "TypeError", "first");
      await store.putEvaluation({
        id: "e1",
        runId: runs[3]?.id as string,
        experimentId: experiment.id,
        evaluatorId: "judge",
        fingerprint: "f",
        status: "failed",
        scores: [],
        error: { type: "JudgeError", message: "no verdict" },
        costUsd: null,
        attempts: 1,
        startedAt: AT,
        endedAt: AT,
      });
      const ofRuns = { evaluatorId: null, scoreName: null, passing: 0 };
      expect(await store.listFailures(experiment.id)).toEqual([
        { ...ofRuns, type: "RangeError", message: "second", runs: 2, itemId: "b", between: [AT, AT] },
        { ...ofRuns, type: "TypeError", message: "first", runs: 1, itemId: "a", between: [AT, AT] },
        {
          evaluatorId: "judge",
          scoreName: null,
          type: "JudgeError",
          message: "no verdict",
          runs: 1,
          passing: 0,
          between: null,
          itemId: "d",
        },
      ]);
      expect(await store.listFailures("absent")).toEqual([]);
    });

    test("scores that an evaluator left out are listed by score and reason, each with what it says of its first", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      const runs = ["a", "b", "c", "d"].map((itemId, ordinal) => {
        const place = { experimentId: experiment.id, itemId, repetition: 0 };
        return { ...place, id: runId(place), traceId: traceId(place), ordinal };
      });
      await store.planRuns(runs);
      const comments = ["prose", "no answer", null, "of the failed"];
      for (const [index, run] of runs.entries()) {
        const place = { runId: run.id, evaluatorId: "judge", name: "depth" };
        await store.putEvaluation({
          id: evaluationId(run.id, "judge"),
          runId: run.id,
          experimentId: experiment.id,
          evaluatorId: "judge",
          fingerprint: "f",
          scores: [],
          costUsd: null,
          attempts: 1,
          startedAt: AT,
          endedAt: AT,
          // What failed as a whole is told as a failed evaluation, not once more by each score.
          ...(index === 3
            ? { status: "failed" as const, error: { type: "JudgeError", message: "m" } }
            : { status: "completed" as const, error: null }),
        });
        const score: Score = {
          ...place,
          id: scoreId(place),
          traceId: run.traceId,
          experimentId: experiment.id,
          dataType: "NUMERIC",
          value: null,
          stringValue: null,
          unscoredReason: "judge_failed",
          comment: comments[index] as string | null,
          metadata: {},
          fingerprint: "f",
          source: "EVAL",
          timestamp: AT,
        };
        await store.completeRun(run.id, [score], AT);
      }
      expect(await store.listFailures(experiment.id)).toEqual([
        {
          evaluatorId: "judge",
          scoreName: null,
          type: "JudgeError",
          message: "m",
          runs: 1,
          passing: 0,
          between: null,
          itemId: "d",
        },
        {
          evaluatorId: "judge",
          scoreName: "depth",
          type: "judge_failed",
          message: "prose",
          runs: 3,
          passing: 0,
          between: null,
          itemId: "a",
        },
      ]);
    });
  });
}
