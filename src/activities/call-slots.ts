import { setTimeout } from "node:timers/promises";
import pLimit, { type LimitFunction } from "p-limit";

/** Cancellations of one experiment, and of a worker that stops, reach its calls one after the other within this time. */
const ABORTS_TOGETHER_MS = 100;

/** The calls in flight of each experiment (or comparison) in this worker. */
export interface CallSlots {
  /** Runs `call` when a slot is free; the capacity is the one named last. */
  run<Result>(
    slot: { readonly key: string; readonly capacity: number; readonly signal: AbortSignal },
    call: () => Promise<Result>,
  ): Promise<Result>;
}

/** Counts calls, not activities: an activity waits here, heartbeating, until it may call. */
export function createCallSlots(): CallSlots {
  const kept = new Map<string, { readonly limit: LimitFunction; hasAborted: boolean }>();
  return {
    async run({ key, capacity, signal }, call) {
      const slots = kept.get(key) ?? { limit: pLimit(capacity), hasAborted: false };
      kept.set(key, slots);
      const { limit } = slots;
      limit.concurrency = capacity;
      try {
        return await limit(async () => {
          // The slot of a call that was cancelled: a call made in it would be paid for and cancelled right away.
          if (slots.hasAborted && !signal.aborted) await setTimeout(ABORTS_TOGETHER_MS);
          try {
            // The wait may have outlived the wish for the call.
            signal.throwIfAborted();
            return await call();
          } finally {
            // In here: the next call takes the slot before those outside hear of the end.
            slots.hasAborted = signal.aborted;
          }
        });
      } finally {
        if (limit.activeCount === 0 && limit.pendingCount === 0) kept.delete(key);
      }
    },
  };
}
