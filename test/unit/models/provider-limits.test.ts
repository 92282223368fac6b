import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ModelRateLimitedError, ModelUnavailableError } from "../../../src/domain/model/model-errors.js";
import type { Store } from "../../../src/domain/store.js";
import { createProviderLimits } from "../../../src/models/limits/provider-limits.js";
import type { ModelSettings } from "../../../src/models/model-settings.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { createWaitBook } from "../../../src/waits/wait-book.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const START_MS = Date.parse("2026-01-02T03:04:05.678Z");
const signal = new AbortController().signal;
const unavailable = new ModelUnavailableError("503", { retryAfterMs: 5000 });
const GPT = { id: "openai:gpt-4o", provider: "openai" } as const;
const MINI = { id: "openai:gpt-4o-mini", provider: "openai" } as const;

/** Most instants in any half-open window. */
function mostIn(instants: readonly number[], windowMs: number): number {
  const sorted = [...instants].sort((one, other) => one - other);
  return Math.max(
    0,
    ...sorted.map((start, index) => sorted.slice(index).filter((at) => at - start < windowMs).length),
  );
}

describe("the limits of providers", () => {
  let folder: string;
  let store: Store;
  let clock: VirtualClock;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "assay-limits-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let stores = 0;
  beforeEach(async () => {
    store = await openSqliteStore({ file: join(folder, `${stores++}.db`) });
    clock = new VirtualClock(START_MS);
  });
  afterEach(() => store.close());
  const limitsWith = (limits: ModelSettings["limits"], maximumWaitMs = 3_600_000) =>
    createProviderLimits({ settings: { limits }, window: store, random: () => 0.5, clock, maximumWaitMs });
  /** Calls that take `latencyMs` each, all asked for at once; the instants at which they began. */
  const callTimes = async (
    workers: readonly ReturnType<typeof limitsWith>[],
    {
      count,
      latencyMs,
      models = [GPT],
    }: { count: number; latencyMs: number; models?: (typeof GPT | typeof MINI)[] },
  ): Promise<{ startedAt: number[]; mostAtOnce: number }> => {
    const startedAt: number[] = [];
    let inFlight = 0;
    let mostAtOnce = 0;
    const calls = Array.from({ length: count }, (_, index) => {
      const worker = workers[index % workers.length] as ReturnType<typeof limitsWith>;
      const model = models[index % models.length] as typeof GPT;
      return worker.run({ model, estimatedTokens: 100, signal }, async () => {
        startedAt.push(clock.nowMs() - START_MS);
        inFlight += 1;
        mostAtOnce = Math.max(mostAtOnce, inFlight);
        await clock.wait(latencyMs, signal);
        inFlight -= 1;
      });
    });
    await clock.runUntil(Promise.all(calls));
    return { startedAt, mostAtOnce };
  };

  test.each([30, 60, 100, 600])(
    "never let more than %s requests through in any minute",
    async (perMinute) => {
      const { startedAt } = await callTimes([limitsWith({ openai: { requestsPerMinute: perMinute } })], {
        count: 2 * perMinute + 10,
        latencyMs: 700,
      });
      expect(mostIn(startedAt, 60_000)).toBeLessThanOrEqual(perMinute);
      expect(mostIn(startedAt, 100)).toBeLessThanOrEqual(Math.max(1, perMinute / 60));
      // Nor much fewer: two minutes' worth and ten are through within two minutes and the ten's.
      expect(Math.max(...startedAt)).toBeLessThan((120_000 + (10 * 60_000) / perMinute) * 1.02);
    },
  );

  test("hold together for workers that share a store", async () => {
    const limits = { "gpt-4o": { requestsPerMinute: 120 } };
    const workers = [limitsWith(limits), limitsWith(limits), limitsWith(limits)];
    const { startedAt } = await callTimes(workers, { count: 240, latencyMs: 300 });
    expect(startedAt).toHaveLength(240);
    expect(mostIn(startedAt, 60_000)).toBeLessThanOrEqual(120);
  });

  test("of a provider hold for its models together, those of a model for it alone", async () => {
    const limits = limitsWith({
      openai: { requestsPerMinute: 120 },
      "gpt-4o-mini": { requestsPerMinute: 30 },
    });
    const { startedAt } = await callTimes([limits], { count: 120, latencyMs: 10, models: [GPT, MINI] });
    expect(mostIn(startedAt, 60_000)).toBeLessThanOrEqual(120);
    // 60 calls of the smaller limit take two minutes.
    expect(Math.max(...startedAt)).toBeGreaterThan(118_000);
  });

  test("in tokens count what was used, not only what was expected", async () => {
    const limits = limitsWith({ "gpt-4o": { tokensPerMinute: 60_000 } });
    const usage = (tokens: number) => ({ usage: { inputTokens: tokens - 10, outputTokens: 10 } });
    const run = (tokens: number) =>
      clock.runUntil(limits.run({ model: GPT, estimatedTokens: 1000, signal }, async () => usage(tokens)));
    await run(30_000);
    expect(clock.nowMs() - START_MS).toBe(0);
    // 30,000 tokens at 59/60 of 1000 a second.
    await run(1000);
    expect(clock.nowMs() - START_MS).toBeCloseTo(30_508.5, 0);
    await run(0 + 20);
    await run(20);
    // What the last but one did not use was given back: the line is a second and a bit, not two.
    expect(clock.nowMs() - START_MS).toBeLessThan(32_600);
  });

  test("of concurrency hold per model and per provider", async () => {
    const perModel = await callTimes([limitsWith({ "gpt-4o": { concurrency: 3 } })], {
      count: 12,
      latencyMs: 100,
    });
    expect([perModel.mostAtOnce, Math.max(...perModel.startedAt)]).toEqual([3, 300]);
    clock = new VirtualClock(START_MS);
    const shared = limitsWith({ openai: { concurrency: 4 }, "gpt-4o": { concurrency: 3 } });
    const both = await callTimes([shared], { count: 16, latencyMs: 100, models: [GPT, MINI] });
    expect(both.mostAtOnce).toBe(4);
  });

  const waitsIn = (limits: ReturnType<typeof limitsWith>, call: () => Promise<void>) =>
    limits.run({ model: GPT, estimatedTokens: 1, signal }, call);
  /** Runs a wave of calls at once, and says how many were let through at the same instant. */
  const wave = async (limits: ReturnType<typeof limitsWith>, outcome: (index: number) => Error | null) => {
    let inFlight = 0;
    let most = 0;
    const settled = Promise.allSettled(
      Array.from({ length: 32 }, (_, index) =>
        waitsIn(limits, async () => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await clock.wait(100, signal);
          inFlight -= 1;
          const error = outcome(index);
          if (error !== null) throw error;
        }),
      ),
    );
    await clock.runUntil(settled);
    return most;
  };
  const limited = (retryAfterMs: number | null) => new ModelRateLimitedError("429", { retryAfterMs });

  test("halve the concurrency once for all calls that were under way at a 429, and pause for its Retry-After", async () => {
    const limits = limitsWith({ "gpt-4o": { concurrency: 32 } });
    expect(await wave(limits, () => limited(2000))).toBe(32);
    const before = clock.nowMs();
    expect(await wave(limits, () => null)).toBe(16);
    // Two rounds of 100 ms after the pause of 2 s.
    expect(clock.nowMs() - before).toBe(2200);
  });

  test("recover by one with each round of good answers", async () => {
    const limits = limitsWith({ "gpt-4o": { concurrency: 32 } });
    await wave(limits, () => limited(1000));
    const most: number[] = [];
    for (let round = 0; round < 4; round += 1) most.push(await wave(limits, () => null));
    expect(most[0]).toBe(16);
    expect(most[3]).toBeGreaterThan(18);
    expect(most[3]).toBeLessThan(26);
  });

  test("do not shrink on failures of the server, but pause longer with each failure in a row", async () => {
    const limits = limitsWith({ "gpt-4o": { concurrency: 32 } });
    const pauses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const before = clock.nowMs();
      expect(await wave(limits, () => new ModelUnavailableError("503"))).toBe(32);
      pauses.push(clock.nowMs() - before - 100);
    }
    // Three quarters (jitter 0.5) of 500, 1000 and 2000 ms, before the second, third and fourth wave.
    expect(pauses).toEqual([0, 375, 750, 1500]);
  });

  test("keep to the server's own Retry-After on a 503", async () => {
    const limits = limitsWith({});
    await wave(limits, () => new ModelUnavailableError("503", { retryAfterMs: 5000 }));
    const before = clock.nowMs();
    await wave(limits, () => null);
    expect(clock.nowMs() - before).toBe(5100);
  });

  test("hold up every worker of the store while a model pauses, and no other model", async () => {
    const [refused, other] = [limitsWith({}), limitsWith({})];
    await wave(refused, () => limited(2000));
    const before = clock.nowMs();
    const begunAfter = async (model: typeof GPT | typeof MINI): Promise<number> =>
      await clock.runUntil(
        other.run({ model, estimatedTokens: 1, signal }, async () => clock.nowMs() - before),
      );
    expect(await begunAfter(MINI)).toBe(0);
    expect(await begunAfter(GPT)).toBe(2000);
  });

  test("tell other workers of a minute at most: a new key need not wait for what an old one was told", async () => {
    const refused = limitsWith({});
    await wave(refused, () => limited(86_400_000));
    const before = clock.nowMs();
    await clock.runUntil(waitsIn(limitsWith({}), async () => undefined));
    expect(clock.nowMs() - before).toBe(60_000);
  });

  test("do not pause for what a worker a day ahead was told", async () => {
    const ahead = createProviderLimits({
      settings: {},
      window: store,
      random: () => 0.5,
      clock: new VirtualClock(START_MS + 86_400_000),
    });
    await expect(
      ahead.run({ model: GPT, estimatedTokens: 1, signal }, () => Promise.reject(unavailable)),
    ).rejects.toThrow("503");
    await clock.runUntil(waitsIn(limitsWith({}), async () => undefined));
    expect(clock.nowMs() - START_MS).toBe(0);
    // Nor does what it told hide what one with the right time tells.
    const refused = waitsIn(limitsWith({}), () => Promise.reject(unavailable));
    await expect(clock.runUntil(refused)).rejects.toThrow("503");
    await clock.runUntil(waitsIn(limitsWith({}), async () => undefined));
    expect(clock.nowMs() - START_MS).toBe(5000);
  });

  test("take no place in line with them when they give up", async () => {
    const limits = limitsWith({ "gpt-4o": { requestsPerMinute: 60 } }, 20_000);
    const outcomes = Array.from({ length: 200 }, () =>
      limits
        .run({ model: GPT, estimatedTokens: 1, signal }, async () => clock.nowMs() - START_MS)
        .catch(() => null),
    );
    const through = (await clock.runUntil(Promise.all(outcomes))).filter((at) => at !== null);
    expect(through.length).toBeLessThanOrEqual(21);
    // Those that gave up are back: the next turn is a second away, not the 180 s that their places were.
    const next = clock.nowMs();
    await clock.runUntil(limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => undefined));
    expect(clock.nowMs() - next).toBeLessThanOrEqual(2000);
  });

  test("tell what waits, for what and until when", async () => {
    const book = createWaitBook(clock.nowMs);
    const limits = createProviderLimits({
      settings: { limits: { "gpt-4o": { requestsPerMinute: 1 }, "gpt-4o-mini": { concurrency: 1 } } },
      window: store,
      random: () => 0.5,
      clock,
      waits: book,
      maximumWaitMs: 3_600_000,
    });
    const run = (model: typeof GPT | typeof MINI, latencyMs: number) =>
      limits.run({ model, estimatedTokens: 1, signal, scope: "e1" }, () => clock.wait(latencyMs, signal));
    const calls = [run(GPT, 0), run(GPT, 0), run(GPT, 0), run(MINI, 1_000), run(MINI, 0)];
    await clock.runUntil(clock.wait(1, signal));
    const bySubject = [...book.list()].sort((one, other) => (one.subject < other.subject ? -1 : 1));
    expect(bySubject).toMatchObject([
      {
        cause: "rate_limit",
        subject: "openai:gpt-4o",
        scope: "e1",
        // The third goes two minutes and two sixtieths of one after the first.
        until: "2026-01-02T03:06:07.711Z",
        calls: 2,
      },
      { cause: "concurrency", subject: "openai:gpt-4o-mini", until: null, calls: 1 },
    ]);
    await clock.runUntil(Promise.all(calls));
    expect(book.list()).toEqual([]);
    await limits
      .run({ model: MINI, estimatedTokens: 1, signal }, () => Promise.reject(unavailable))
      .catch(() => null);
    const paused = run(MINI, 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(book.list()).toMatchObject([{ cause: "model_pause", subject: "openai:gpt-4o-mini", calls: 1 }]);
    await clock.runUntil(paused);
    expect(book.list()).toEqual([]);
  });

  test("pass a call's failure on when the pause cannot be told", async () => {
    const window = { ...store, notePause: async () => Promise.reject(new Error("disk full")) };
    const limits = createProviderLimits({ settings: {}, window, random: () => 0.5, clock });
    const failing = limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => {
      throw new ModelUnavailableError("503");
    });
    await expect(clock.runUntil(failing)).rejects.toThrow("503");
  });

  test("leave errors that are the caller's own without effect", async () => {
    const limits = limitsWith({ "gpt-4o": { concurrency: 32 } });
    await wave(limits, () => new TypeError("mine"));
    const before = clock.nowMs();
    expect(await wave(limits, () => null)).toBe(32);
    expect(clock.nowMs() - before).toBe(100);
  });

  test("keep the pace after a pause: those who waited line up again", async () => {
    const limits = limitsWith({ "gpt-4o": { requestsPerMinute: 600 } });
    const startedAt: number[] = [];
    const calls = Array.from({ length: 60 }, (_, index) =>
      limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => {
        startedAt.push(clock.nowMs() - START_MS);
        if (index === 10) throw limited(3000);
      }),
    );
    await clock.runUntil(Promise.allSettled(calls));
    expect(startedAt).toHaveLength(60);
    expect(mostIn(startedAt, 1000)).toBeLessThanOrEqual(15);
  });

  test("end a wait with the caller's signal, and give the place to the next", async () => {
    const limits = limitsWith({ "gpt-4o": { concurrency: 1 } });
    const controller = new AbortController();
    const reason = new Error("cancelled");
    const first = limits.run({ model: GPT, estimatedTokens: 1, signal }, () => clock.wait(1000, signal));
    const second = limits.run(
      { model: GPT, estimatedTokens: 1, signal: controller.signal },
      async () => "never",
    );
    const third = limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => "third");
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(await clock.runUntil(third)).toBe("third");
    await first;
  });

  test("end the wait in a line per minute with the caller's signal", async () => {
    const limits = limitsWith({ "gpt-4o": { requestsPerMinute: 1 } });
    await clock.runUntil(limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => 1));
    const controller = new AbortController();
    const reason = new Error("cancelled");
    const waiting = limits.run({ model: GPT, estimatedTokens: 1, signal: controller.signal }, async () => 2);
    const failing = expect(waiting).rejects.toBe(reason);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    await failing;
  });

  test("hand a call back with a wait when no turn comes in time", async () => {
    const limits = limitsWith({ "gpt-4o": { requestsPerMinute: 1 } }, 20_000);
    await clock.runUntil(limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => 1));
    const error = await clock.runUntil(
      limits
        .run({ model: GPT, estimatedTokens: 1, signal }, async () => 2)
        .catch((caught: unknown) => caught),
    );
    expect(error).toMatchObject({
      name: "ModelRateLimitedError",
      message: "openai:gpt-4o: no turn within 20000 ms under its limits; more calls wait than may be made.",
      retryAfterMs: 1000,
    });
  });

  test("bring 200 calls through when 30 % of the answers are 429 with Retry-After: 1", async () => {
    const limits = limitsWith({});
    const random = createRandom(7);
    let refused = 0;
    const one = async (): Promise<void> => {
      for (;;) {
        try {
          await limits.run({ model: GPT, estimatedTokens: 1, signal }, async () => {
            await clock.wait(50, signal);
            if (random() < 0.3) throw limited(1000);
          });
          return;
        } catch (error) {
          expect(error).toBeInstanceOf(ModelRateLimitedError);
          refused += 1;
          await clock.wait(1000, signal);
        }
      }
    };
    const lanes = Array.from({ length: 20 }, async () => {
      for (let index = 0; index < 10; index += 1) await one();
    });
    await clock.runUntil(Promise.all(lanes));
    expect(refused).toBeGreaterThan(50);
    // The virtual clock's time: where most get through, a 429 holds up nobody but the one who got it.
    expect(clock.nowMs() - START_MS).toBeLessThan(15_000);
  });
});
