/** A signal for one call: aborted with the caller's, or when the time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when the time was up before anything else ended the call. */
  readonly isPast: () => boolean;
  /** Frees timer and listener. `AbortSignal.timeout` would keep the call's signal and content until the time is up. */
  close(): void;
}

/** Opens a deadline. The caller closes it when the call has ended. */
export function openDeadline(timeoutMs: number, cancelled?: AbortSignal): Deadline {
  const controller = new AbortController();
  let isPast = false;
  const timer = setTimeout(() => {
    if (controller.signal.aborted) return;
    isPast = true;
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  }, timeoutMs);
  const cancel = (): void => controller.abort(cancelled?.reason);
  if (cancelled?.aborted === true) cancel();
  else cancelled?.addEventListener("abort", cancel, { once: true });
  return {
    signal: controller.signal,
    isPast: () => isPast,
    close: () => {
      clearTimeout(timer);
      cancelled?.removeEventListener("abort", cancel);
    },
  };
}
