import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newestComparisons } from "../../../src/cli/newest-comparisons.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { comparisonNamed } from "../../support/ending-contract.js";

describe("the newest comparisons", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openSqliteStore({ file: ":memory:" });
    for (const name of ["rare 1", "rare 2"])
      await store.createComparison({ ...comparisonNamed(name), datasetName: "rare" });
    for (let index = 0; index < 230; index += 1) await store.createComparison(comparisonNamed(`d ${index}`));
  });
  afterAll(() => store.close());

  test("of a dataset are found behind any number of others", async () => {
    expect(await names({ limit: 20, datasetName: "rare" })).toEqual(["rare 2", "rare 1"]);
    expect(await names({ limit: 1, datasetName: "rare" })).toEqual(["rare 2"]);
    expect(await names({ limit: 20, datasetName: "none" })).toEqual([]);
  });

  test("of all datasets come in order, no more than were asked for", async () => {
    expect(await names({ limit: 3 })).toEqual(["d 229", "d 228", "d 227"]);
    const all = await names({ limit: 1_000 });
    expect([all.length, new Set(all).size, all.at(-1)]).toEqual([232, 232, "rare 1"]);
  });

  async function names(query: { readonly limit: number; readonly datasetName?: string }): Promise<string[]> {
    return (await newestComparisons(store, query)).map(({ name }) => name);
  }
});
