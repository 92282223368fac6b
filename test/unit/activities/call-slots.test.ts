import { expect, test } from "@jest/globals";
import { CancelledFailure } from "@temporalio/common";
import { createCallSlots } from "../../../src/activities/call-slots.js";

const slot = { key: "experiment", capacity: 1, cancelledWithinMs: 60_000 };

/** A call that ends when its signal is aborted. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** Until what may start has started. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("no call is made in the slot of a cancelled one: the others are cancelled, and hear of it later", async () => {
  const slots = createCallSlots();
  const [first, second] = [new AbortController(), new AbortController()];
  const made: string[] = [];
  const call = (name: string, { signal }: AbortController) =>
    slots.run({ ...slot, signal }, async () => {
      made.push(name);
      return await untilAborted(signal);
    });
  const calls = [call("first", first), call("second", second)];
  await turn();
  first.abort(new CancelledFailure("CANCELLED"));
  await expect(calls[0]).rejects.toThrow("CANCELLED");
  second.abort(new CancelledFailure("CANCELLED"));
  await expect(calls[1]).rejects.toThrow("CANCELLED");
  expect(made).toEqual(["first"]);
});

test("the slot of a call that ran out of time, or failed, is free at once", async () => {
  const slots = createCallSlots();
  const late = new AbortController();
  const slow = slots.run({ ...slot, signal: late.signal }, () => untilAborted(late.signal));
  const { signal } = new AbortController();
  const failing = slots.run({ ...slot, signal }, async () => {
    throw new Error("no");
  });
  const next = slots.run({ ...slot, signal }, async () => "made");
  await turn();
  late.abort(new DOMException("timeout", "TimeoutError"));
  await expect(slow).rejects.toThrow("timeout");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("made");
});

test("a call whose experiment goes on after all is made when the time is over", async () => {
  const slots = createCallSlots();
  const [first, second] = [new AbortController(), new AbortController()];
  const short = { ...slot, cancelledWithinMs: 20 };
  const cancelled = slots.run({ ...short, signal: first.signal }, () => untilAborted(first.signal));
  const next = slots.run({ ...short, signal: second.signal }, async () => "made");
  await turn();
  first.abort(new CancelledFailure("CANCELLED"));
  await expect(cancelled).rejects.toThrow("CANCELLED");
  expect(await next).toBe("made");
});
