import pLimit, { type LimitFunction } from "p-limit";
import { IGNORED_WAITS, type WaitRecorder } from "../domain/wait/wait-recorder.js";

/** The calls in flight of each experiment (or comparison) in this worker. */
export interface CallSlots {
  /** Runs `call` when a slot is free; the capacity is the one named last. */
  run<Result>(
    slot: { readonly key: string; readonly capacity: number; readonly signal: AbortSignal },
    call: () => Promise<Result>,
  ): Promise<Result>;
}

/** Counts calls, not activities: an activity waits here, heartbeating, until it may call. */
export function createCallSlots(waits: WaitRecorder = IGNORED_WAITS): CallSlots {
  const limits = new Map<string, LimitFunction>();
  return {
    async run({ key, capacity, signal }, call) {
      const limit = limits.get(key) ?? pLimit(capacity);
      limits.set(key, limit);
      limit.concurrency = capacity;
      const ended = waits.begin({
        cause: "concurrency",
        subject: `limits.concurrency (${capacity})`,
        scope: key,
      });
      try {
        return await limit(async () => {
          ended();
          // The wait may have outlived the wish for the call.
          signal.throwIfAborted();
          return await call();
        });
      } finally {
        ended();
        if (limit.activeCount === 0 && limit.pendingCount === 0) limits.delete(key);
      }
    },
  };
}
