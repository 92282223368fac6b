import { setTimeout } from "node:timers/promises";
import { Context } from "@temporalio/activity";
import { StoreUnavailableError } from "../domain/store-errors.js";

/** What somebody can mend while a call's result waits. */
const PASSING_STATES: readonly string[] = ["locked", "full"];
const PAUSE_MS = 1_000;

/**
 * Writes what was paid for, however long the store is locked or its disk full: given up, the call would be made and paid
 * again. Ends early when the activity is cancelled or its worker stops.
 *
 * @throws whatever `write` throws for another reason
 */
export async function keepPaid<Result>(write: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      const { cancellationSignal } = Context.current();
      const mayPass = error instanceof StoreUnavailableError && PASSING_STATES.includes(error.state);
      if (!mayPass || cancellationSignal.aborted) throw error;
      await setTimeout(PAUSE_MS, undefined, { signal: cancellationSignal }).catch(() => undefined);
    }
  }
}
