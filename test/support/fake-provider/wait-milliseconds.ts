import { setTimeout as delay } from "node:timers/promises";

/** Waits as the fake service's latency; returns early when the call is over. */
export async function waitMilliseconds(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return;
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
