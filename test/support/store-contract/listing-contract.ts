import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { comparisonNamed } from "./ending-contract.js";
import type { StorePlace } from "./store-place.js";

/** How every store lists comparisons. */
export function describeListingContract(name: string, make: () => StorePlace): void {
  describe(`the store contract, listings: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    beforeEach(async () => {
      place = make();
      store = await place.open();
      for (const rare of ["rare 1", "rare 2"])
        await store.createComparison({ ...comparisonNamed(rare), datasetName: "rare" });
      for (let index = 0; index < 230; index += 1)
        await store.createComparison(comparisonNamed(`d ${index}`));
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    test("finds a dataset's comparisons behind any number of others", async () => {
      expect(await names({ limit: 20, datasetName: "rare" })).toEqual(["rare 2", "rare 1"]);
      expect(await names({ limit: 1, datasetName: "rare" })).toEqual(["rare 2"]);
      expect(await names({ limit: 20, datasetName: "none" })).toEqual([]);
    });

    test("lists the comparisons of all datasets in order, no more than were asked for", async () => {
      expect(await names({ limit: 3 })).toEqual(["d 229", "d 228", "d 227"]);
      const all = await names({ limit: 1_000 });
      expect([all.length, new Set(all).size, all.at(-1)]).toEqual([232, 232, "rare 1"]);
    });

    async function names(filter: Parameters<Store["listComparisons"]>[0]): Promise<string[]> {
      return (await store.listComparisons(filter)).map((comparison) => comparison.name);
    }
  });
}
