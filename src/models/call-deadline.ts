/** Node.js fires a timer at once that is set to more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs a call that ends with the caller's signal or after a time. */
export async function callWithDeadline<Answer>(
  limits: {
    readonly signal: AbortSignal;
    readonly timeoutMs: number;
    readonly onTimeout: () => Error;
    /** Makes the error that the caller sees of whatever else went wrong. */
    readonly onFailure: (error: unknown) => Error;
  },
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const { signal, timeoutMs } = limits;
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  let isLate = false;
  const timer = setTimeout(
    () => {
      isLate = true;
      controller.abort();
    },
    Math.min(timeoutMs, LONGEST_TIMER_MS),
  );
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await call(controller.signal);
  } catch (error) {
    // The caller's own abort is the caller's business, not the model's failure.
    signal.throwIfAborted();
    throw isLate ? limits.onTimeout() : limits.onFailure(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
