import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DatasetAlreadyExistsError } from "../../../src/domain/dataset/dataset-errors.js";
import { runId, traceId } from "../../../src/domain/ids.js";
import type { Store } from "../../../src/domain/store.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

/** What putting items comes to where it comes to nothing. */
export const NOTHING = { added: 0, changed: 0, reactivated: 0, unchanged: 0, archived: 0, leftAlone: 0 };

/** How every store keeps datasets, their items and their versions. */
export function describeDatasetContract(name: string, make: () => StorePlace): void {
  describe(`datasets in the store: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make, at: AT }, (opened) => {
      store = opened.store;
    });
    // A clock that stands still: versions must differ all the same.
    const ids = async (datasetId: string, version: string | null): Promise<string[]> =>
      (await store.listItems({ datasetId, version, limit: 100 })).map(({ id }) => id);

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
  });
}
