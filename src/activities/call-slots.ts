import { setTimeout } from "node:timers/promises";
import { CancelledFailure } from "@temporalio/common";
import pLimit, { type LimitFunction } from "p-limit";
import { budgetScope } from "../domain/experiment/budget-scope.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { IGNORED_WAITS, type WaitRecorder } from "../domain/wait/wait-recorder.js";

/** A worker that stops tells its calls one after the other, within this time. */
const STOPS_WITHIN_MS = 100;

/** A slot as a call asks for it. */
export interface CallSlot {
  /** The experiment, or comparison, whose calls share the slots. */
  readonly key: string;
  /** Slots there are; the number named last holds. */
  readonly capacity: number;
  /** Within this time a call learns that its experiment was cancelled: Temporal says so in answer to a heartbeat. */
  readonly cancelledWithinMs: number;
}

/** Heartbeats are sent on after this share of their time-out, or a minute, so that an answer may come as late. */
const HEARTBEAT_SHARE = 0.8;
const LONGEST_HEARTBEAT_MS = 60_000;

/** The slot of an experiment's calls; all variants of a comparison share theirs. */
export function slotOf(
  experiment: Pick<Experiment, "id" | "comparisonId" | "limits">,
  capacity: number,
): CallSlot {
  return {
    key: budgetScope(experiment),
    capacity,
    cancelledWithinMs:
      Math.min(LONGEST_HEARTBEAT_MS, HEARTBEAT_SHARE * experiment.limits.heartbeatTimeoutMs) + 1_000,
  };
}

/** The calls in flight of each experiment (or comparison) in this worker. */
export interface CallSlots {
  /** Runs `call` when a slot is free. @throws the signal's reason when it is aborted first. */
  run<Result>(
    slot: CallSlot & { readonly signal: AbortSignal },
    call: () => Promise<Result>,
  ): Promise<Result>;
}

/** Counts calls, not activities: an activity waits here, heartbeating, until it may call. */
export function createCallSlots(waits: WaitRecorder = IGNORED_WAITS): CallSlots {
  const kept = new Map<string, { readonly limit: LimitFunction; heldUntilMs: number }>();
  return {
    async run({ key, capacity, signal, cancelledWithinMs }, call) {
      const slots = kept.get(key) ?? { limit: pLimit(capacity), heldUntilMs: 0 };
      kept.set(key, slots);
      const { limit } = slots;
      limit.concurrency = capacity;
      const ended = waits.begin({
        cause: "concurrency",
        subject: `limits.concurrency (${capacity})`,
        scope: key,
      });
      try {
        return await limit(async () => {
          // The slot of a call that was cancelled: one made in it would be paid for, and be cancelled next.
          const heldMs = slots.heldUntilMs - performance.now();
          if (heldMs > 0) await setTimeout(heldMs, undefined, { signal }).catch(() => undefined);
          ended();
          try {
            // The wait may have outlived the wish for the call.
            signal.throwIfAborted();
            return await call();
          } finally {
            // In here: the next call takes the slot before those outside hear of the end.
            if (signal.aborted)
              slots.heldUntilMs = performance.now() + reachMs(signal.reason, cancelledWithinMs);
          }
        });
      } finally {
        ended();
        if (limit.activeCount === 0 && limit.pendingCount === 0) kept.delete(key);
      }
    },
  };
}

/** How long it takes until the others have heard of what ended this one. */
function reachMs(reason: unknown, cancelledWithinMs: number): number {
  if (!(reason instanceof CancelledFailure)) return 0;
  return reason.message === "CANCELLED" ? cancelledWithinMs : STOPS_WITHIN_MS;
}
