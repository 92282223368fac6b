import { Context } from "@temporalio/activity";

/** Does an activity's work with a heartbeat beside it, so that a lost worker is noticed long before the time-out. */
export async function whileHeartbeating<Result>(work: () => Promise<Result>): Promise<Result> {
  const context = Context.current();
  // None at the start: most work takes milliseconds, and each heartbeat is a call to the server.
  const interval = Math.min(5_000, (context.info.heartbeatTimeoutMs ?? 20_000) / 4);
  const heartbeat = setInterval(() => context.heartbeat(), interval);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
  }
}
