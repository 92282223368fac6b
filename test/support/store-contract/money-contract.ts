import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { CallReservation } from "../../../src/domain/model/model-call-store.js";
import type { Store } from "../../../src/domain/store.js";
import type { Observation } from "../../../src/domain/trace/trace.js";
import type { StorePlace } from "./store-place.js";

const AT = new Date("2026-01-02T03:04:05.678Z");
const NO_BUDGET = { usd: null, tokens: null };

function callOf(n: number, more: Partial<CallReservation> = {}): CallReservation {
  return {
    id: idOf(n),
    experimentId: "one",
    scope: "one",
    estimate: { costUsd: 1, tokens: 10 },
    budget: NO_BUDGET,
    at: AT,
    ...more,
  };
}

function idOf(n: number): string {
  return n.toString(16).padStart(16, "0");
}

function answered(n: number, more: Partial<Observation> = {}): Observation {
  return {
    id: idOf(n),
    traceId: "0123456789abcdef0123456789abcdef",
    parentObservationId: null,
    type: "GENERATION",
    name: "call",
    startedAt: AT.toISOString(),
    endedAt: AT.toISOString(),
    latencyMs: 1,
    level: "DEFAULT",
    statusMessage: null,
    input: "prompt",
    output: "answer",
    metadata: {},
    model: "m",
    modelParameters: null,
    usage: {
      inputTokens: 7,
      cachedInputTokens: null,
      cacheWriteTokens: null,
      outputTokens: 3,
      reasoningTokens: null,
    },
    costUsd: 0.5,
    ...more,
  };
}

/** How every store keeps account of model calls: what is reserved, what is spent, what need not be paid again. */
export function describeMoneyContract(name: string, make: () => StorePlace): void {
  describe(`the store contract, money: ${name}`, () => {
    let place: StorePlace;
    let store: Store;
    let second: Store;
    beforeEach(async () => {
      place = make();
      store = await place.open();
      second = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await second.close();
      await place.remove();
    });
    const record = (
      connection: Store,
      observation: Observation,
      more: { readonly scopes?: readonly string[]; readonly cacheKey?: string | null } = {},
    ) => connection.recordCall({ observation, scopes: ["one"], cacheKey: null, ...more });

    test("has spent nothing in a scope it never heard of", async () => {
      expect(await store.getSpending("none")).toEqual({
        costUsd: 0,
        tokens: 0,
        calls: 0,
        unpricedCalls: 0,
        lostCalls: 0,
      });
    });

    test("counts an answered call once in each of its scopes, however often and from wherever it is recorded", async () => {
      await Promise.all(
        [store, second, store].map((connection) =>
          record(connection, answered(1), { scopes: ["one", "both"] }),
        ),
      );
      const once = { costUsd: 0.5, tokens: 10, calls: 1, unpricedCalls: 0, lostCalls: 0 };
      expect(await second.getSpending("one")).toEqual(once);
      expect(await second.getSpending("both")).toEqual(once);
      expect(await store.getObservation(idOf(1))).toEqual(answered(1));
    });

    test("loses none of the calls that two connections record at once", async () => {
      await Promise.all(
        Array.from({ length: 40 }, (_, n) => record(n % 2 === 0 ? store : second, answered(n))),
      );
      expect(await store.getSpending("one")).toEqual({
        costUsd: 20,
        tokens: 400,
        calls: 40,
        unpricedCalls: 0,
        lostCalls: 0,
      });
    });

    test("counts a call of unknown price as one, and adds nothing to the cost", async () => {
      await record(store, answered(1, { costUsd: null, usage: null }));
      expect(await store.getSpending("one")).toEqual({
        costUsd: 0,
        tokens: 0,
        calls: 1,
        unpricedCalls: 1,
        lostCalls: 0,
      });
    });

    test("admits everything without a budget", async () => {
      for (let n = 0; n < 5; n += 1) expect(await store.reserveCall(callOf(n))).toBe("admitted");
    });

    test("never admits more calls than the budget holds, whichever connections ask at once", async () => {
      const budget = { usd: 7, tokens: null };
      const admissions = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? store : second).reserveCall(callOf(n, { budget })),
        ),
      );
      expect(admissions.filter((admission) => admission === "admitted")).toHaveLength(7);
      expect(admissions.filter((admission) => admission === "wait")).toHaveLength(13);
    });

    test("counts a call that is made again while it is still reserved as lost, at its estimate, and as one more", async () => {
      const both = { experimentId: "one", scope: "both" };
      expect(await store.reserveCall(callOf(1, both))).toBe("admitted");
      // Its worker is gone; another one makes the call again.
      expect(await second.reserveCall(callOf(1, both))).toBe("admitted");
      await record(second, answered(1), { scopes: ["one", "both"] });
      const spent = { costUsd: 1.5, tokens: 20, calls: 2, unpricedCalls: 0, lostCalls: 1 };
      expect(await store.getSpending("one")).toEqual(spent);
      expect(await store.getSpending("both")).toEqual(spent);
    });

    test("refuses to make a lost call again when its estimate has used up the budget", async () => {
      const budget = { usd: 1, tokens: null };
      expect(await store.reserveCall(callOf(1, { budget }))).toBe("admitted");
      expect(await second.reserveCall(callOf(1, { budget }))).toBe("exhausted");
      expect(await store.getSpending("one")).toMatchObject({ costUsd: 1, calls: 1, lostCalls: 1 });
    });

    test("counts a lost call once, and none that was answered, released or never reserved", async () => {
      await store.reserveCall(callOf(1));
      await store.loseCall(idOf(1));
      await second.loseCall(idOf(1));
      await store.loseCall(idOf(2));
      await store.reserveCall(callOf(3));
      await record(store, answered(3));
      await store.loseCall(idOf(3));
      await store.reserveCall(callOf(4));
      await store.releaseCall(idOf(4));
      await store.loseCall(idOf(4));
      const spent = { costUsd: 1.5, tokens: 20, calls: 2, unpricedCalls: 0, lostCalls: 1 };
      expect(await store.getSpending("one")).toEqual(spent);
    });

    test("counts what an experiment has left when it ends, and leaves other experiments' calls alone", async () => {
      await store.reserveCall(callOf(1, { estimate: { costUsd: null, tokens: 10 } }));
      await store.reserveCall(callOf(2, { experimentId: "other", scope: "other" }));
      await second.loseCallsOf("one");
      await second.loseCallsOf("one");
      const spent = { costUsd: 0, tokens: 10, calls: 1, unpricedCalls: 1, lostCalls: 1 };
      expect(await store.getSpending("one")).toEqual(spent);
      expect(await store.getSpending("other")).toMatchObject({ calls: 0, lostCalls: 0 });
    });

    test("gives back what a released call had reserved", async () => {
      const budget = { usd: 1, tokens: null };
      await store.reserveCall(callOf(1, { budget }));
      expect(await store.reserveCall(callOf(2, { budget }))).toBe("wait");
      await second.releaseCall(idOf(1));
      await second.releaseCall(idOf(1));
      expect(await store.reserveCall(callOf(2, { budget }))).toBe("admitted");
    });

    test("ends the reservation with the record, and reserves what calls have cost so far", async () => {
      const budget = { usd: 2, tokens: null };
      await store.reserveCall(callOf(1, { budget }));
      await record(store, answered(1, { costUsd: 1.25 }));
      // 1.25 are spent, and the next is expected to cost as much: more than is left.
      expect(await store.reserveCall(callOf(2, { budget, estimate: { costUsd: 0.1, tokens: 1 } }))).toBe(
        "exhausted",
      );
      expect(await store.reserveCall(callOf(2, { budget: { usd: 2.5, tokens: null } }))).toBe("admitted");
    });

    test("bounds tokens as it does money", async () => {
      const budget = { usd: null, tokens: 25 };
      expect(await store.reserveCall(callOf(1, { budget }))).toBe("admitted");
      expect(await store.reserveCall(callOf(2, { budget }))).toBe("admitted");
      expect(await store.reserveCall(callOf(3, { budget }))).toBe("wait");
      await record(store, answered(1));
      await record(store, answered(2));
      expect(await store.reserveCall(callOf(3, { budget }))).toBe("exhausted");
    });

    test("keeps the budgets of scopes apart", async () => {
      const budget = { usd: 1, tokens: null };
      expect(await store.reserveCall(callOf(1, { budget }))).toBe("admitted");
      expect(await store.reserveCall(callOf(2, { budget, scope: "other" }))).toBe("admitted");
    });

    test("counts the reservation of a call that nobody makes any more as spent", async () => {
      const budget = { usd: 2, tokens: null };
      await store.reserveCall(callOf(1, { budget }));
      const later = new Date(AT.getTime() + 15 * 60_000);
      expect(await store.reserveCall(callOf(2, { budget, at: later }))).toBe("admitted");
      expect(await store.getSpending("one")).toMatchObject({ costUsd: 1, calls: 1, lostCalls: 1 });
    });

    test("answers from the cache with the first call that filled it, which two connections fill at once", async () => {
      expect(await store.getCachedCall("key")).toBeNull();
      await Promise.all([
        record(store, answered(1), { cacheKey: "key" }),
        record(second, answered(2), { cacheKey: "key" }),
      ]);
      const cached = await store.getCachedCall("key");
      expect([idOf(1), idOf(2)]).toContain(cached?.id);
      await record(store, answered(3), { cacheKey: "key" });
      expect(await second.getCachedCall("key")).toEqual(cached);
    });

    test("counts no money for an answer from the cache: it was paid for where it was first asked", async () => {
      await record(store, answered(1), { cacheKey: "key" });
      await record(store, answered(2, { metadata: { cachedFrom: idOf(1) }, costUsd: 0 }));
      expect(await store.getSpending("one")).toMatchObject({ calls: 1, costUsd: 0.5 });
    });

    test("tells tries that ended by failing from those whose worker was lost", async () => {
      expect(await store.beginTry("step")).toEqual({ started: 1, lost: 0, failures: 0 });
      expect(await store.endTry("step", { failed: true })).toEqual({ failures: 1, used: 1 });
      expect(await second.beginTry("step")).toEqual({ started: 2, lost: 0, failures: 1 });
      // Neither ended: the worker of both is gone.
      expect(await second.beginTry("step")).toEqual({ started: 3, lost: 1, failures: 1 });
      expect(await second.endTry("step", { failed: false })).toEqual({ failures: 1, used: 1 });
      expect(await store.beginTry("step")).toEqual({ started: 4, lost: 1, failures: 1 });
    });
  });
}
