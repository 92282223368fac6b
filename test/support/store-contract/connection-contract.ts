import { describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

/** What several connections to one store see of each other. */
export function describeConnectionContract(name: string, make: () => StorePlace): void {
  describe(`connections to a store: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      ({ place, store } = opened);
    });

    test("keeps its id, and gives it to every connection", async () => {
      const second = await place.open();
      expect(second.storeId).toBe(store.storeId);
      await second.close();
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
