import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DatasetAlreadyExistsError } from "../../../src/domain/dataset/dataset-errors.js";
import { type Experiment, PLAIN_VARIANT } from "../../../src/domain/experiment/experiment.js";
import { ExperimentAlreadyExistsError } from "../../../src/domain/experiment/experiment-errors.js";
import { Limits } from "../../../src/domain/experiment/limits.js";
import type { PlannedRun } from "../../../src/domain/experiment/run.js";
import { evaluationId, experimentId, runId, scoreId, traceId } from "../../../src/domain/ids.js";
import type { Score } from "../../../src/domain/score/score.js";
import type { ItemMean } from "../../../src/domain/score/score-store.js";
import type { Store } from "../../../src/domain/store.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

/** What putting items comes to where it comes to nothing. */
export const NOTHING = { added: 0, changed: 0, reactivated: 0, unchanged: 0, archived: 0, leftAlone: 0 };

/** An experiment over a dataset that need not exist. */
export function experimentNamed(name: string): Experiment {
  return {
    id: experimentId({ datasetId: "d", name }),
    name,
    description: null,
    definition: "x",
    variant: "v",
    role: PLAIN_VARIANT,
    datasetId: "d",
    datasetName: "d",
    datasetVersion: AT,
    itemLimit: null,
    pipeline: "p",
    config: {},
    evaluators: [],
    repetitions: 1,
    orderSeed: null,
    cache: false,
    limits: Limits.parse({}),
    passThresholds: {},
    metadata: {},
    status: "pending",
    comparisonId: null,
    workflowId: `experiment/${name}`,
    codeVersion: { gitCommit: null, gitDirty: null, configurationHash: null },
    runCount: null,
    summary: null,
    error: null,
    createdAt: AT,
    startedAt: null,
    endedAt: null,
  };
}

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

/** What every store must do, whatever engine is below it. `open` opens the same place again and again. */
export function describeStoreContract(name: string, make: () => StorePlace): void {
  describe(`the store contract: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    beforeEach(async () => {
      place = make();
      // A clock that stands still: versions must differ all the same.
      store = await place.open(() => new Date(AT));
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });
    const ids = async (datasetId: string, version: string | null): Promise<string[]> =>
      (await store.listItems({ datasetId, version, limit: 100 })).map(({ id }) => id);

    test("keeps its id, and gives it to every connection", async () => {
      const second = await place.open();
      expect(second.storeId).toBe(store.storeId);
      await second.close();
    });

    test("refuses a second dataset of the same name", async () => {
      await store.createDataset({ name: "d", metadata: { a: 1 } });
      expect(await store.getDataset("d")).toMatchObject({ name: "d", metadata: { a: 1 }, createdAt: AT });
      await expect(store.createDataset({ name: "d" })).rejects.toThrow(DatasetAlreadyExistsError);
    });

    test("opens one version per change, strictly later than the last, and reads exactly as of each", async () => {
      const { id } = await store.createDataset({ name: "d" });
      const first = await store.putItems(id, [
        { id: "a", input: 1 },
        { id: "b", input: 2 },
      ]);
      const second = await store.putItems(id, [
        { id: "a", input: 10 },
        { id: "c", input: 3 },
      ]);
      const third = await store.archiveItems(id, ["b", "absent"]);
      expect(first).toEqual({ ...NOTHING, version: AT, added: 2 });
      expect(second).toEqual({
        ...NOTHING,
        version: "2026-01-02T03:04:05.679Z",
        added: 1,
        changed: 1,
        leftAlone: 1,
      });
      expect(third).toEqual({ version: "2026-01-02T03:04:05.680Z", changed: 1 });
      expect(await ids(id, first.version)).toEqual(["a", "b"]);
      expect(await ids(id, second.version)).toEqual(["a", "b", "c"]);
      expect(await ids(id, null)).toEqual(["a", "c"]);
      expect((await store.getItem({ datasetId: id, version: first.version, itemId: "a" }))?.input).toBe(1);
      expect((await store.getItem({ datasetId: id, version: null, itemId: "a" }))?.input).toBe(10);
      expect(await store.listVersions(id)).toEqual([third.version, second.version, first.version]);
    });

    test("opens no version for items that are as they were, and keeps fields left out", async () => {
      const { id } = await store.createDataset({ name: "d" });
      await store.putItems(id, [
        { id: "a", input: { x: 1, y: 2 }, expectedOutput: "e", metadata: { m: true } },
      ]);
      expect(await store.putItems(id, [{ id: "a", input: { y: 2, x: 1 } }])).toEqual({
        ...NOTHING,
        version: AT,
        unchanged: 1,
      });
      expect(await store.getItem({ datasetId: id, version: null, itemId: "a" })).toMatchObject({
        expectedOutput: "e",
        metadata: { m: true },
      });
    });

    test("takes the same input twice as two items, and the same two on the next import", async () => {
      const { id } = await store.createDataset({ name: "d" });
      expect((await store.putItems(id, [{ input: "x" }, { input: "x" }])).added).toBe(2);
      expect((await store.putItems(id, [{ input: "x" }, { input: "x" }])).unchanged).toBe(2);
    });

    test("two datasets have the same ids, and a run has the item of its experiment's dataset", async () => {
      const first = await store.createDataset({ name: "first" });
      const second = await store.createDataset({ name: "second" });
      await store.putItems(first.id, [{ id: "1", input: "dog" }]);
      const { version } = await store.putItems(second.id, [
        { id: "1", input: "2+2" },
        { id: "2", input: "3+3" },
      ]);
      await store.putItems(first.id, [{ id: "1", input: "cat" }]);
      await store.archiveItems(second.id, ["2"]);
      const inputs = async (datasetId: string, at: string | null) =>
        (await store.listItems({ datasetId, version: at, limit: 10 })).map(({ id, input }) => [id, input]);
      expect(await inputs(first.id, null)).toEqual([["1", "cat"]]);
      expect(await inputs(second.id, version)).toEqual([
        ["1", "2+2"],
        ["2", "3+3"],
      ]);
      expect(await inputs(second.id, null)).toEqual([["1", "2+2"]]);
      for (const [dataset, input] of [
        [first, "cat"],
        [second, "2+2"],
      ] as const) {
        const [latest] = await store.listVersions(dataset.id);
        const experiment = {
          ...experimentNamed(`over ${dataset.name}`),
          datasetId: dataset.id,
          datasetVersion: latest as string,
        };
        await store.createExperiment(experiment);
        const at = { experimentId: experiment.id, itemId: "1", repetition: 0 };
        await store.planRuns([{ ...at, id: runId(at), traceId: traceId(at), ordinal: 0 }]);
        const range = { experimentId: experiment.id, fromOrdinal: 0, limit: 10 };
        expect((await store.listRunsWithItems(range)).map(({ item }) => item.input)).toEqual([input]);
      }
    });

    test("what is put again after it was archived is in use again, and told apart from what is new", async () => {
      const { id } = await store.createDataset({ name: "d" });
      const items = ["a", "b", "c"].map((key) => ({ id: key, input: key }));
      await store.putItems(id, items);
      expect(await store.putItems(id, items.slice(0, 1), { replace: true })).toMatchObject({
        unchanged: 1,
        archived: 2,
        leftAlone: 0,
      });
      expect(await ids(id, null)).toEqual(["a"]);
      expect(await store.putItems(id, [...items, { id: "d", input: "d" }])).toEqual({
        ...NOTHING,
        version: expect.any(String),
        added: 1,
        reactivated: 2,
        unchanged: 1,
      });
      expect(await ids(id, null)).toEqual(["a", "b", "c", "d"]);
      expect(await store.putItems(id, [{ id: "b", input: "new" }])).toMatchObject({
        changed: 1,
        leftAlone: 3,
      });
      const archived = await store.putItems(id, [{ id: "b", input: "new", status: "ARCHIVED" }]);
      expect(archived).toMatchObject({ archived: 1, leftAlone: 3 });
    });

    test("imports 5,000 items in one version and pages through them", async () => {
      const { id } = await store.createDataset({ name: "d" });
      await store.putItems(
        id,
        Array.from({ length: 5_000 }, (_, n) => ({ id: `i${n}`, input: n })),
      );
      expect(await store.countItems({ datasetId: id, version: null })).toBe(5_000);
      expect(await store.listVersions(id)).toHaveLength(1);
      const page = await store.listItems({ datasetId: id, version: null, afterPosition: 4_997, limit: 100 });
      expect(page.map(({ id: item }) => item)).toEqual(["i4998", "i4999"]);
    });

    test("reads as of any version like a model that remembers everything", async () => {
      const change = fc.record({
        item: fc.constantFrom("a", "b", "c"),
        input: fc.integer({ min: 0, max: 3 }),
        archive: fc.boolean(),
      });
      let sequence = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
          const prefix = `p${sequence++}`;
          const { id } = await store.createDataset({ name: prefix });
          const model = new Map<string, number>();
          const snapshots: [string | null, [string, number][]][] = [];
          for (const { item, input, archive } of changes) {
            const key = `${prefix}-${item}`;
            const { version } = archive
              ? await store.archiveItems(id, [key])
              : await store.putItems(id, [{ id: key, input, status: "ACTIVE" }]);
            if (archive) model.delete(key);
            else model.set(key, input);
            if (version !== null) snapshots.push([version, [...model].sort()]);
          }
          for (const [version, expected] of snapshots) {
            const items = await store.listItems({ datasetId: id, version, limit: 10 });
            expect(items.map(({ id: item, input }) => [item, input]).sort()).toEqual(expected);
          }
        }),
        { numRuns: 25, seed: 7 },
      );
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
      const trace = {
        id: run.traceId,
        name: "t",
        runId: run.id,
        experimentId: experiment.id,
        timestamp: AT,
        input: null,
        output: null,
        metadata: {},
      };
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

    test("lines requests up per limit over all connections: half a second's worth at once, the rest spaced", async () => {
      const second = await place.open();
      const at = new Date(AT);
      const claim = { key: "openai:gpt-4o/requests", amount: 1, perMinute: 590 };
      // 590 a minute at 59/60 of the rate: one each 103.4 ms, of which four fit into 500 ms.
      const waits: number[] = [];
      for (let index = 0; index < 6; index += 1) {
        const connection = index % 2 === 0 ? store : second;
        waits.push((await connection.reserveRate({ claims: [claim], at })).waitMs);
      }
      expect(waits.map((wait) => Math.round(wait * 10) / 10)).toEqual([0, 0, 0, 0, 17.1, 120.5]);
      // A second later the line has gone by, but for what was taken ahead.
      const later = new Date(at.getTime() + 1000);
      expect(await second.reserveRate({ claims: [claim], at: later })).toEqual({ waitMs: 0 });
      const other = { ...claim, key: "openai:o3-mini/requests" };
      expect(await store.reserveRate({ claims: [other], at })).toEqual({ waitMs: 0 });
      await second.close();
    });

    test("waits for the longest of several limits, and takes back what a request did not use", async () => {
      const at = new Date(AT);
      const requests = { key: "m/requests", amount: 1, perMinute: 6000 };
      const tokens = { key: "m/tokens", amount: 5900, perMinute: 6000 };
      expect(await store.reserveRate({ claims: [requests, tokens], at })).toEqual({ waitMs: 0 });
      // 5900 tokens at 59/60 of 6000 a minute are a minute.
      expect((await store.reserveRate({ claims: [requests, tokens], at })).waitMs).toBeCloseTo(60_000, 2);
      await store.reserveRate({ claims: [{ ...tokens, amount: -5900 }], at });
      expect((await store.reserveRate({ claims: [tokens], at })).waitMs).toBeCloseTo(60_000, 2);
    });

    test("is held up by a worker a day ahead for no longer than that worker's line is", async () => {
      const second = await place.open();
      const claims = [{ key: "k", amount: 1, perMinute: 6 }];
      const tomorrow = new Date(Date.parse(AT) + 86_400_000);
      const waits = [await second.reserveRate({ claims, at: tomorrow })];
      for (let index = 0; index < 2; index += 1)
        waits.push(await store.reserveRate({ claims, at: new Date(AT) }));
      // One each 60000 / (6 * 59 / 60) ms = 10169.5 ms.
      expect(waits.map(({ waitMs }) => Math.round(waitMs))).toEqual([0, 10_169, 20_339]);
      await second.close();
    });

    test.each([
      ["a day", 86_400_000],
      ["an hour", 3_600_000],
      ["a minute", 60_000],
    ])("keeps the limit among workers whose clocks are %s apart", async (_apart, apartMs) => {
      const second = await place.open();
      const claims = [{ key: "k", amount: 1, perMinute: 60 }];
      const sent: number[] = [];
      for (let atMs = Date.parse(AT); sent.length < 240; atMs += 100) {
        for (const [one, clock] of [
          [store, 0],
          [second, apartMs],
        ] as const)
          sent.push(atMs + (await one.reserveRate({ claims, at: new Date(atMs + clock) })).waitMs);
      }
      sent.sort((one, other) => one - other);
      const inAMinute = sent.map(
        (instant, index) => sent.slice(index).filter((at) => at < instant + 60_000).length,
      );
      // Each may take the time since its own last visit for gone by, 100 ms here.
      expect(Math.max(...inAMinute)).toBeLessThanOrEqual(72);
      await second.close();
    });

    test("tells every connection of a pause, the longest of those that were told", async () => {
      const second = await place.open();
      expect(await second.findPauseMs("m/pause")).toBeNull();
      await store.notePause({ key: "m/pause", untilMs: 5000 });
      await second.notePause({ key: "m/pause", untilMs: 3000 });
      expect(await second.findPauseMs("m/pause")).toBe(5000);
      await second.notePause({ key: "m/pause", untilMs: 7000.5 });
      expect(await store.findPauseMs("m/pause")).toBe(7000.5);
      expect(await store.findPauseMs("n/pause")).toBeNull();
      await second.close();
    });

    test("gives no place in line twice when connections take them at once", async () => {
      const second = await place.open();
      const claim = { key: "k", amount: 1, perMinute: 59 };
      const taken = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? store : second).reserveRate({ claims: [claim], at: new Date(AT) }),
        ),
      );
      const waits = taken.map(({ waitMs }) => waitMs).sort((one, other) => one - other);
      // One each 60000 / (59 * 59 / 60) ms = 1034.2 ms.
      expect(waits.map((wait) => Math.round(wait / 1034.18874))).toEqual(taken.map((_, index) => index));
      await second.close();
    });

    test("lets no more requests through in any minute than the limit, however they arrive", async () => {
      let sequence = 0;
      const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })), {
        maxLength: 120,
      });
      await fc.assert(
        fc.asyncProperty(gaps, fc.integer({ min: 1, max: 90 }), async (gapsMs, perMinute) => {
          const claims = [{ key: `k${sequence++}`, amount: 1, perMinute }];
          let atMs = Date.parse(AT);
          const sent: number[] = [];
          for (const gapMs of gapsMs) {
            atMs += gapMs;
            const { waitMs } = await store.reserveRate({ claims, at: new Date(atMs) });
            sent.push(atMs + waitMs);
          }
          for (const [index, instant] of sent.entries()) {
            const next = sent[index + perMinute];
            if (next !== undefined) expect(next - instant).toBeGreaterThanOrEqual(60_000);
          }
        }),
        { numRuns: 25, seed: 7 },
      );
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

    test("takes writes of two connections at once without losing any", async () => {
      const second = await place.open();
      const ids = Array.from({ length: 40 }, (_, n) => `try ${n}`);
      await Promise.all(ids.flatMap((id) => [store, second].map((connection) => connection.beginTry(id))));
      const third = await Promise.all(ids.map((id) => store.beginTry(id)));
      expect(third).toEqual(ids.map(() => ({ started: 3, lost: 2, failures: 0 })));
      await second.close();
    });
  });
}
