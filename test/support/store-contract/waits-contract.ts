import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import type { StorePlace } from "./store-place.js";

/** What workers tell each other, and how a store is. */
export function describeWaitsContract(name: string, make: () => StorePlace): void {
  describe(`waits: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    beforeAll(async () => {
      place = make();
      store = await place.open();
    });
    afterAll(async () => {
      await store.close();
      await place.remove();
    });

    const wait = (subject: string, scope: string | null) => ({
      cause: "rate_limit" as const,
      subject,
      scope,
      detail: null,
      since: "2026-01-02T03:04:05.000Z",
      until: null,
      calls: 2,
    });
    const now = new Date("2026-01-02T03:04:05.000Z");
    const later = new Date("2026-01-02T03:04:15.000Z");

    test("are told to other processes until they expire, or are told anew", async () => {
      const second = await place.open();
      const told = [wait("m", "e1"), wait("n", "e2"), wait("store", null)];
      await store.putWaits({ reporter: "one", waits: told.map((one) => ({ wait: one, expiresAt: later })) });
      await store.putWaits({ reporter: "two", waits: [{ wait: wait("o", "e1"), expiresAt: later }] });
      const listed = async (at: Date) =>
        (await second.listWaits({ scopes: ["e1"], now: at })).map(({ subject }) => subject).sort();
      expect(await listed(now)).toEqual(["m", "o", "store"]);
      expect(await listed(later)).toEqual([]);
      await store.putWaits({ reporter: "one", waits: [] });
      expect(await second.listWaits({ scopes: ["e1"], now })).toEqual([wait("o", "e1")]);
      expect(await second.listWaits({ scopes: [], now })).toEqual([]);
      await second.close();
    });

    test("a store that is well says so", async () => {
      expect(store.trouble()).toBeNull();
      expect(await store.probe()).toBeNull();
      expect(() => store.checkPresence()).not.toThrow();
    });
  });
}
