import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Store } from "../../../src/domain/store.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

/** How every store lets requests through, no more in a minute than a limit says. */
export function describeLimitsContract(name: string, make: () => StorePlace): void {
  describe(`limits in the store: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    openBeforeEach({ make, at: AT }, (opened) => {
      ({ place, store } = opened);
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
  });
}
