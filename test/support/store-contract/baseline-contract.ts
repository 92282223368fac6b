import { describe, expect, test } from "@jest/globals";
import type { Baseline } from "../../../src/domain/baseline/baseline.js";
import type { Store } from "../../../src/domain/store.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

/** A baseline that was set and not cleared. */
export function baselineOf(change: Partial<Baseline> = {}): Baseline {
  return {
    id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c31",
    definition: "spam",
    variant: "v",
    experimentId: "0123456789abcdef",
    experiment: "spam-v-1",
    reason: "first good one",
    setBy: "ann",
    setAt: "2026-11-01T00:00:00.000Z",
    clearedAt: null,
    clearedBy: null,
    clearedReason: null,
    ...change,
  };
}

/** What experiments are held against. */
export function describeBaselineContract(name: string, make: () => StorePlace): void {
  describe(`baselines in the store: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      store = opened.store;
    });
    const first = baselineOf();
    const second = baselineOf({ id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c32", experiment: "spam-v-2" });

    test("are of one definition each, the last one set taking the place of those before, which are kept", async () => {
      expect(await store.getBaseline("spam")).toBeNull();
      await store.setBaseline(first);
      expect(await store.getBaseline("spam")).toEqual(first);
      await store.setBaseline(second);
      const other = baselineOf({ id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c33", definition: "other" });
      await store.setBaseline(other);
      expect(await store.getBaseline("spam")).toEqual(second);
      expect(await store.getBaseline("other")).toEqual(other);
      expect(await store.listBaselines("spam")).toEqual([second, first]);
      expect(await store.listCurrentBaselines()).toEqual([other, second]);
    });

    test("set twice under one id are one, and the second time changes nothing", async () => {
      await store.setBaseline(first);
      await store.setBaseline({ ...first, reason: "another" });
      expect(await store.listBaselines("spam")).toEqual([first]);
    });

    test("are cleared with who, when and why, after which there is none: not even the one before", async () => {
      const cleared = { at: "2026-11-02T00:00:00.000Z", by: "bob", reason: "measured on a wrong file" };
      expect(await store.clearBaseline("spam", cleared)).toBeNull();
      await store.setBaseline(first);
      await store.setBaseline(second);
      const gone = {
        ...second,
        clearedAt: cleared.at,
        clearedBy: cleared.by,
        clearedReason: cleared.reason,
      };
      expect(await store.clearBaseline("spam", cleared)).toEqual(gone);
      expect(await store.getBaseline("spam")).toBeNull();
      expect(await store.listCurrentBaselines()).toEqual([]);
      expect(await store.clearBaseline("spam", { ...cleared, by: "eve" })).toBeNull();
      expect(await store.listBaselines("spam")).toEqual([gone, first]);
      const third = baselineOf({ id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c34" });
      await store.setBaseline(third);
      expect(await store.getBaseline("spam")).toEqual(third);
    });
  });
}
