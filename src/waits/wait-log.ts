import type { Wait } from "../domain/wait/wait.js";

/** From here on it is worth a line. */
const LONG_MS = 5_000;
/** A reason that comes back within this time has not gone away. */
const OVER_AFTER_MS = 10_000;

/** The listener that is called once for each reason, and once when it is over. */
export interface WaitListener {
  /** Something has waited for long, for the first time or again after it was over. */
  readonly onLong: (wait: Wait) => void;
  /** It goes on: what waited, with the most calls at once, and how long there was something to wait for. */
  readonly onOver: (wait: Wait, lastedMs: number) => void;
}

interface Seen {
  readonly sinceMs: number;
  seenMs: number;
  wait: Wait;
  isTold: boolean;
}

/** Makes of looks at what waits the lines that are worth reading; give it each look, and its time. */
export function createWaitLog({
  onLong,
  onOver,
}: WaitListener): (waits: readonly Wait[], atMs: number) => void {
  const reasons = new Map<string, Seen>();
  return (waits, atMs) => {
    for (const wait of waits) {
      const key = JSON.stringify([wait.cause, wait.subject, wait.scope]);
      const sinceMs = wait.since === null ? atMs : Date.parse(wait.since);
      const seen = reasons.get(key) ?? { sinceMs, seenMs: atMs, wait, isTold: false };
      reasons.set(key, seen);
      seen.seenMs = atMs;
      if (wait.calls >= seen.wait.calls) seen.wait = wait;
      // What waits now, not what has waited: calls that take turns quickly are no stall.
      if (seen.isTold || atMs - (wait.since === null ? seen.sinceMs : sinceMs) < LONG_MS) continue;
      seen.isTold = true;
      onLong(wait);
    }
    for (const [key, { wait, seenMs, sinceMs, isTold }] of reasons) {
      if (atMs - seenMs < OVER_AFTER_MS) continue;
      reasons.delete(key);
      if (isTold) onOver(wait, seenMs - sinceMs);
    }
  };
}
