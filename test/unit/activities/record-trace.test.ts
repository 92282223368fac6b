import { expect, test } from "@jest/globals";
import { recordTrace } from "../../../src/activities/record-trace.js";
import { watchStorages } from "../../support/watch-storages.js";

const now = (): Date => new Date("2026-01-02T03:04:05.678Z");
const trace = (step: string) => recordTrace({ traceId: "0af7651916cd43dd8448eb211c80319c", step }, now);

test("enters one storage, whatever the number of traces: each one more would slow every promise down for good", async () => {
  const storages = watchStorages();
  try {
    for (let n = 0; n < 100; n += 1)
      await trace(`step ${n}`).recorder.observe({ name: "call" }, async () => n);
  } finally {
    storages.stop();
  }
  expect([storages.values.length, storages.entered.size]).toEqual([100, 1]);
});

test("keeps the parent of runs that go on at the same time, step by step", async () => {
  const traces = Array.from({ length: 20 }, (_, n) => trace(`step ${n}`));
  await Promise.all(
    traces.map(({ recorder, currentId }) =>
      recorder.observe({ name: "outer" }, async ({ id }) => {
        await new Promise((resolve) => setImmediate(resolve));
        expect(currentId()).toBe(id);
        await recorder.observe({ name: "inner" }, async () => await Promise.resolve());
        expect(currentId()).toBe(id);
      }),
    ),
  );
  for (const { observations, currentId } of traces) {
    const [outer, inner] = observations;
    expect(outer).toMatchObject({ name: "outer", parentObservationId: null });
    expect(inner).toMatchObject({ name: "inner", parentObservationId: outer?.id });
    expect(currentId()).toBeNull();
  }
});

test("keeps recorders apart that are used within each other", async () => {
  const [one, other] = [trace("one"), trace("other")];
  await one.recorder.observe({ name: "one" }, async ({ id }) => {
    expect(other.currentId()).toBeNull();
    await other.recorder.observe({ name: "other" }, async (inner) => {
      expect([one.currentId(), other.currentId()]).toEqual([id, inner.id]);
      await one.recorder.observe({ name: "one again" }, async () => undefined);
    });
    expect([one.currentId(), other.currentId()]).toEqual([id, null]);
  });
  expect(one.observations.map(({ parentObservationId }) => parentObservationId)).toEqual([
    null,
    one.observations[0]?.id,
  ]);
  expect(other.observations.map(({ parentObservationId }) => parentObservationId)).toEqual([null]);
});

test("does not take ended observations along when one run's work starts the next one's", async () => {
  const storages = watchStorages();
  const next = async (n: number): Promise<void> => {
    if (n === 50) return;
    let following: Promise<void> = Promise.resolve();
    await trace(`step ${n}`).recorder.observe({ name: "call" }, async () => {
      following = new Promise((resolve) => setImmediate(resolve)).then(() => next(n + 1));
    });
    await following;
  };
  await next(0).finally(storages.stop);
  const sizes = storages.values.map((value) => (value as ReadonlyMap<symbol, unknown>).size);
  expect(sizes).toEqual(Array.from({ length: 50 }, () => 1));
});
