import { Context } from "@temporalio/activity";
import { ApplicationFailure, ApplicationFailureCategory } from "@temporalio/common";
import {
  BudgetOccupiedError,
  findTransientModelError,
  findUnusableReply,
  ModelReplyUnusableError,
  type TransientModelError,
} from "../domain/model/model-errors.js";
import { redactedFailure } from "./call-user-code.js";
import type { ActivityPorts } from "./ports.js";

/** Workers that may die during one call before the call counts as the cause. */
const MAXIMUM_LOST = 20;

/**
 * Tries that a reply of success has whose error is the provider's own, such as 502. With status 502 it would be waited
 * for without using up a try; within a reply of success it may come for ever. Seven tries wait for a minute in all.
 */
const UNAVAILABLE_REPLY_TRIES = 7;

/** Of what a provider said, for those who look at what waits. */
const DETAIL_CHARACTERS = 300;

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

/** Begins a try of the step with this id (of the run, or of the evaluation), for an experiment or comparison. */
export async function beginStepTry(
  { store, waits, warn }: Pick<ActivityPorts, "store" | "waits" | "warn">,
  { id, scope }: { readonly id: string; readonly scope: string },
): Promise<StepTry> {
  waits.retry(id);
  const { started, lost, failures } = await store.beginTry(id);
  if (lost > 0) warn("a worker was lost during this step; the step is made again", { step: id, lost });
  return {
    failures,
    number: started,
    lostMessage:
      lost < MAXIMUM_LOST
        ? null
        : `${lost} workers died while they made the call; the call may be what ends them`,
    succeed: async () => {
      waits.settle(id);
      await store.endTry(id, { failed: false });
    },
    async fail(error, { maxAttempts, isPermanent, place }) {
      const isHandedBack =
        error instanceof ApplicationFailure || Context.current().cancellationSignal.aborted;
      const transient = isHandedBack ? null : findTransientModelError(error);
      if (isHandedBack || transient !== null) {
        await store.endTry(id, { failed: false });
        if (transient === null) throw error;
        waits.postpone(id, postponement(transient, scope));
        throw ApplicationFailure.create({
          message: `${transient.name} in ${place}; tried again when the provider allows it`,
          type: transient.name,
          ...(transient.retryAfterMs === null ? {} : { nextRetryDelay: transient.retryAfterMs }),
          category: ApplicationFailureCategory.BENIGN,
        });
      }
      waits.settle(id);
      const { failures: count, used } = await store.endTry(id, { failed: true });
      const allowed =
        findUnusableReply(error)?.unavailableReply === true
          ? Math.max(maxAttempts, UNAVAILABLE_REPLY_TRIES)
          : maxAttempts;
      if (!isPermanent && used < allowed) {
        waits.postpone(id, nextTry(error, { scope, tries: `try ${used} of ${allowed} failed` }));
        throw redactedFailure(error, `${place}, attempt ${used} of ${allowed}`);
      }
      return count;
    },
  };
}

/** When Temporal tries again: when the provider says, else after a second, doubled with each attempt up to a minute. */
function postponement(transient: TransientModelError, scope: string) {
  const untilMs = transient.retryAfterMs === null ? nextAttemptMs() : Date.now() + transient.retryAfterMs;
  return transient.name === BudgetOccupiedError.name
    ? ({ cause: "budget", subject: "the budget", scope, untilMs } as const)
    : ({
        cause: "retry",
        subject: transient.name,
        detail: transient.message.slice(0, DETAIL_CHARACTERS),
        scope,
        untilMs,
      } as const);
}

/** A try that failed and is followed by another one. What user code says may quote an item, what Assay says of a reply does not. */
function nextTry(error: unknown, { scope, tries }: { readonly scope: string; readonly tries: string }) {
  const unusable =
    error instanceof ModelReplyUnusableError
      ? `${error.message.slice(0, DETAIL_CHARACTERS).replace(/\.$/, "")}; `
      : "";
  return {
    cause: "retry",
    subject: error instanceof Error ? error.name : "a failure",
    detail: `${unusable}${tries}`,
    scope,
    untilMs: nextAttemptMs(),
  } as const;
}

/** As the retry policy of calls has it. */
function nextAttemptMs(): number {
  const { attempt } = Context.current().info;
  return Date.now() + Math.min(60_000, 1_000 * 2 ** (attempt - 1));
}
