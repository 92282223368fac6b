import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { DatasetSource } from "../../../src/config.js";
import type { NewDatasetItem } from "../../../src/domain/dataset/dataset.js";
import type { Store } from "../../../src/domain/store.js";
import type { LoadedConfiguration } from "../../../src/load-config.js";
import { syncDataset } from "../../../src/operations/datasets/sync-dataset.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";

let folder = "";
let store: Store;
let reported: string[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-sync-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
  reported = [];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const sync = async (items: unknown, source: Partial<DatasetSource> = {}) => {
  const numbers = { items: () => items as readonly NewDatasetItem[], ...source };
  const loaded = { configuration: { datasets: { numbers } } } as unknown as LoadedConfiguration;
  return await syncDataset({ store, loaded, report: (line) => reported.push(line) }, "numbers");
};
const active = async (): Promise<readonly string[]> => {
  const { id } = (await store.getDataset("numbers")) as { id: string };
  const items = await store.listItems({ datasetId: id, version: null, limit: 100 });
  return items.map(({ id: item }) => item);
};
const withIds = (...ids: string[]) => ids.map((id) => ({ id, input: id }));

describe("items of a configured dataset that come back", () => {
  test("five, two, five are five again, and it is said what went and came", async () => {
    await sync(withIds("a", "b", "c", "d", "e"));
    expect(reported).toEqual([]);
    await sync(withIds("a", "b"));
    expect(await active()).toEqual(["a", "b"]);
    expect(await sync(withIds("a", "b", "c", "d", "e"))).toMatchObject({ reactivated: 3, unchanged: 2 });
    expect(await active()).toEqual(["a", "b", "c", "d", "e"]);
    expect(reported).toEqual([
      "dataset numbers: 3 archived, which the configuration no longer has",
      "dataset numbers: 3 reactivated",
    ]);
  });

  test("those without ids too, told apart by their input", async () => {
    await sync([{ input: "x" }, { input: "y" }]);
    await sync([{ input: "x" }, { input: "Y" }]);
    expect(await active()).toHaveLength(2);
    expect(await sync([{ input: "y" }])).toMatchObject({ reactivated: 1, archived: 2 });
    expect(reported).toEqual([
      "dataset numbers: 1 archived, which the configuration no longer has",
      "dataset numbers: 1 reactivated, 2 archived, which the configuration no longer has",
    ]);
  });

  test("one change opens one version, and an unchanged source none", async () => {
    await sync(withIds("a", "b", "c"));
    const first = await sync(withIds("b", "d"));
    expect(first).toMatchObject({ added: 1, archived: 2, unchanged: 1 });
    const { id } = (await store.getDataset("numbers")) as { id: string };
    expect(await store.listVersions(id)).toHaveLength(2);
    expect((await sync(withIds("b", "d")))?.version).toBe(first?.version);
  });
});

describe("a source that yields nothing", () => {
  test("is refused, and what there was stays", async () => {
    await sync(withIds("a", "b"));
    await expect(sync([])).rejects.toThrow(
      'The configuration\'s dataset "numbers" yields no items. Its 2 active items would be archived. ' +
        "See why items() returns none; if that is meant, set allowEmpty: true in its defineDataset.",
    );
    expect(await active()).toEqual(["a", "b"]);
  });

  test("is refused for a new dataset, and leaves none behind", async () => {
    await expect(sync([])).rejects.toThrow(
      'The configuration\'s dataset "numbers" yields no items. See why items() returns none;',
    );
    expect(await store.getDataset("numbers")).toBeNull();
  });

  test("archives everything where that is meant", async () => {
    await sync(withIds("a", "b"));
    await sync([], { allowEmpty: true });
    expect(await active()).toEqual([]);
    expect(reported).toEqual(["dataset numbers: 2 archived, which the configuration no longer has"]);
    await sync(withIds("a", "b"));
    expect(await active()).toEqual(["a", "b"]);
  });
});

describe("items that cannot be kept as they are", () => {
  test.each([
    [
      "a number that JavaScript has rounded",
      [{ input: 1 }, { input: { order_id: Number("1610521604143693812") } }],
      "the number 1610521604143693800 at item [1].input.order_id cannot be kept exactly: JavaScript rounds whole numbers beyond 2^53 − 1 to others, and JSON has no bigint; write it as text",
    ],
    ["a bigint", [{ input: 5n }], "the number 5n at item [0].input cannot be kept exactly"],
    ["a function", [{ input: () => 1 }], "It cannot be stored as JSON: a function at $"],
    ["no array", { input: 1 }, "expected array, received object"],
  ])("%s", async (_name, items, problem) => {
    await expect(sync(items)).rejects.toThrow(problem);
  });

  test("an id that is a number is its text", async () => {
    await sync([
      { id: 1, input: "x" },
      { id: "2", input: "y" },
    ]);
    expect(await active()).toEqual(["1", "2"]);
  });

  test("keys that JavaScript gives a meaning are kept", async () => {
    const input = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as never;
    await sync([{ id: "a", input }]);
    const { id } = (await store.getDataset("numbers")) as { id: string };
    const item = await store.getItem({ datasetId: id, version: null, itemId: "a" });
    expect(JSON.stringify(item?.input)).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });
});
