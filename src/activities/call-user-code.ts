import { setMaxListeners } from "node:events";
import { Context } from "@temporalio/activity";
import { ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { AssayError } from "../domain/errors.js";
import type { Failure } from "../domain/experiment/run.js";
import type { CallSlot, CallSlots } from "./call-slots.js";
import { isPassingFailure } from "./is-passing-failure.js";
import { openDeadline } from "./open-deadline.js";
import { givenAway, isGivenAway } from "./while-heartbeating.js";

/** The user's code did not answer in time. */
export class CallTimeoutError extends AssayError {
  constructor(
    subject: string,
    readonly timeoutMs: number,
  ) {
    super(`${subject} did not finish within ${timeoutMs} ms. Raise its time-out, or see why it hangs.`);
  }
}

/** A call of a pipeline or evaluator: what is called, under which limits. */
export interface UserCall<Result> {
  readonly subject: string;
  readonly slots: CallSlots;
  /** Null = the code takes slots itself, call by call. */
  readonly slot: CallSlot | null;
  readonly timeoutMs: number;
  readonly call: (signal: AbortSignal) => Promise<Result> | Result;
}

/**
 * Calls the user's code from an activity: waits for a slot, enforces the time-out even on code that ignores its signal,
 * and stops waiting at once when the activity is cancelled. Nothing is called for a step that was given to another try.
 */
export async function callUserCode<Result>({
  subject,
  slots,
  slot,
  timeoutMs,
  call,
}: UserCall<Result>): Promise<Result> {
  const cancelled = Context.current().cancellationSignal;
  try {
    const limited = async (): Promise<Result> => {
      if (isGivenAway()) throw givenAway();
      const deadline = openDeadline(timeoutMs, cancelled);
      const { signal } = deadline;
      // As many listen as the code makes calls at once: a judge's samples alone are more than Node.js takes for a leak.
      setMaxListeners(0, signal);
      const reason = (): unknown =>
        deadline.isPast() ? new CallTimeoutError(subject, timeoutMs) : cancelled.reason;
      return await raceAbort(
        Promise.resolve().then(() => call(signal)),
        signal,
        reason,
      ).finally(deadline.close);
    };
    const turn = slot === null ? limited() : slots.run({ ...slot, signal: cancelled }, limited);
    return await raceAbort(turn, cancelled, () => cancelled.reason);
  } catch (error) {
    // A worker that stops hands its calls back; the next worker makes them.
    if (cancelled.aborted) throw handBack(cancelled.reason);
    if (isGivenAway()) throw givenAway();
    throw error;
  }
}

/** What the user's code threw, as data. */
export function toFailure(error: unknown, hideSecrets: (text: string) => string): Failure {
  const type = hideSecrets(failureType(error));
  const message =
    error instanceof Error
      ? hideSecrets(error.message).slice(0, 20_000)
      : `threw ${typeof error}: ${hideSecrets(String(error)).slice(0, 2_000)}`;
  return isPassingFailure(error) ? { type, message, isPassing: true } : { type, message };
}

function failureType(error: unknown): string {
  if (!(error instanceof Error)) return "NonErrorThrown";
  return /^[\w.$]{1,100}$/.test(error.name) && error.name !== "Error"
    ? error.name
    : error.constructor.name || "Error";
}

/** A failure for Temporal's history: class and place only, since messages of user code may quote an item. */
export function redactedFailure(error: unknown, place: string): ApplicationFailure {
  const type = failureType(error);
  return ApplicationFailure.retryable(`${type} in ${place}; its message is in the store`, type);
}

function handBack(reason: unknown): unknown {
  const shutdown = reason instanceof CancelledFailure && reason.message === "WORKER_SHUTDOWN";
  return shutdown ? ApplicationFailure.retryable("the worker is shutting down", "WorkerShutdown") : reason;
}

/** Waits no longer than until the signal is aborted, and leaves no listener behind. */
async function raceAbort<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  reason: () => unknown,
): Promise<Result> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(reason());
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return await Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", stop));
}
