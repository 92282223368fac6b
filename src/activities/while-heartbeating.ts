import { Context } from "@temporalio/activity";
import { ApplicationFailure, ApplicationFailureCategory } from "@temporalio/common";

/** Whether the server has taken an activity's worker for lost. */
const heartbeats = new WeakMap<Context, { readonly isOverdue: () => boolean }>();

/** Milliseconds since 1970: the time that passes while the process or the machine is suspended counts. */
interface HeartbeatClock {
  readonly now: () => number;
  /** When the process last ran, as far as is known: a task that was received before it stood still begins after. */
  readonly lastRan: () => number;
}

/**
 * Does an activity's work with a heartbeat beside it, so that a lost worker is noticed long before the time-out. Work
 * that pays for calls passes when the process last ran.
 */
export async function whileHeartbeating<Result>(
  work: () => Promise<Result>,
  { now = Date.now, lastRan = now }: Partial<HeartbeatClock> = {},
): Promise<Result> {
  const context = Context.current();
  const allowedMs = context.info.heartbeatTimeoutMs ?? 20_000;
  let last = lastRan();
  let wasOverdue = false;
  const isOverdue = (): boolean => {
    wasOverdue ||= now() - last > allowedMs;
    return wasOverdue;
  };
  heartbeats.set(context, { isOverdue });
  // None at the start: most work takes milliseconds, and each heartbeat is a call to the server.
  const heartbeat = setInterval(
    () => {
      isOverdue();
      last = now();
      context.heartbeat();
    },
    Math.min(5_000, allowedMs / 4),
  );
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * True when the current activity has given no heartbeat for longer than it may: its process stood still, and by now the
 * server has given the step to another try, which makes the calls. Known before the server's answer says so.
 */
export function isGivenAway(): boolean {
  return heartbeats.get(Context.current())?.isOverdue() ?? false;
}

/** Ends a try whose step was given to another one; tried again where the server had stood still, too. */
export function givenAway(): ApplicationFailure {
  return ApplicationFailure.create({
    message: "the worker stood still for longer than its heartbeat may fail; another try makes the call",
    type: "WorkerStoodStill",
    category: ApplicationFailureCategory.BENIGN,
  });
}
