import { getEventListeners } from "node:events";
import { expect, test } from "@jest/globals";
import { whileOpen } from "../../../src/operations/while-open.js";

/** As Temporal's client: each request leaves a listener at the signal it was given. */
const client = {
  withAbortSignal: async (signal: AbortSignal, ask: (signal: AbortSignal) => Promise<unknown>) => {
    signal.addEventListener("abort", () => undefined);
    return await ask(signal);
  },
};

test("leaves no listener at the signal of a client that lives long", async () => {
  const { signal } = new AbortController();
  const asked: number[] = [];
  for (let n = 0; n < 50; n += 1)
    await whileOpen({ client: client as never, signal }, async () => asked.push(n));
  await expect(
    whileOpen({ client: client as never, signal }, async () => {
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect([asked.length, getEventListeners(signal, "abort").length]).toEqual([50, 0]);
});

test("passes on that the connection is being closed", async () => {
  const closing = new AbortController();
  const waits = {
    withAbortSignal: (signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  const asked = whileOpen({ client: waits as never, signal: closing.signal }, async () => undefined);
  closing.abort(new Error("closing"));
  await expect(asked).rejects.toThrow("closing");
});
