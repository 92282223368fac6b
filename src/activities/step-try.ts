import { Context } from "@temporalio/activity";
import { ApplicationFailure, ApplicationFailureCategory } from "@temporalio/common";
import { findTransientModelError } from "../domain/model/model-errors.js";
import { redactedFailure } from "./call-user-code.js";
import type { ActivityPorts } from "./ports.js";

/** Workers that may die with one and the same call before the call is taken for what kills them. */
const MAXIMUM_LOST = 20;

/** A step's try, counted in the store: Temporal's own attempts also count lost workers, rate limits and hand-backs. */
export interface StepTry {
  /** Failures of user code before this try. */
  readonly failures: number;
  /** 1-based number of this try, lost ones and those that a provider refused included. */
  readonly number: number;
  /** Set when too many workers died with this step. */
  readonly lostMessage: string | null;
  succeed(): Promise<void>;
  /**
   * Ends the try that threw. Throws what Temporal shall retry (a provider that cannot answer now, a failure with tries
   * left, a worker that stops); returns the number of failures when it failed for good.
   */
  fail(
    error: unknown,
    retry: { readonly maxAttempts: number; readonly isPermanent: boolean; readonly place: string },
  ): Promise<number>;
}

/** Begins a try of the step with this id (of the run, or of the evaluation). */
export async function beginStepTry(
  { store, warn }: Pick<ActivityPorts, "store" | "warn">,
  id: string,
): Promise<StepTry> {
  const { started, lost, failures } = await store.beginTry(id);
  if (lost > 0) warn("a worker was lost in the middle of this step; it is made again", { step: id, lost });
  return {
    failures,
    number: started,
    lostMessage:
      lost < MAXIMUM_LOST
        ? null
        : `${lost} workers died while they made the call; the call may be what ends them`,
    succeed: async () => {
      await store.endTry(id, { failed: false });
    },
    async fail(error, { maxAttempts, isPermanent, place }) {
      const isHandedBack =
        error instanceof ApplicationFailure || Context.current().cancellationSignal.aborted;
      const transient = isHandedBack ? null : findTransientModelError(error);
      if (isHandedBack || transient !== null) {
        await store.endTry(id, { failed: false });
        if (transient === null) throw error;
        throw ApplicationFailure.create({
          message: `${transient.name} in ${place}; tried again when the provider allows it`,
          type: transient.name,
          ...(transient.retryAfterMs === null ? {} : { nextRetryDelay: transient.retryAfterMs }),
          category: ApplicationFailureCategory.BENIGN,
        });
      }
      const { failures: count, used } = await store.endTry(id, { failed: true });
      if (!isPermanent && used < maxAttempts)
        throw redactedFailure(error, `${place}, attempt ${used} of ${maxAttempts}`);
      return count;
    },
  };
}
