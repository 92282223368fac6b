import type { Wait } from "../domain/wait/wait.js";
import type { BeginningWait, WaitRecorder } from "../domain/wait/wait-recorder.js";

/** A step that was handed back and never came again, since another worker took it, is forgotten after so long. */
const FORGOTTEN_AFTER_MS = 600_000;

interface Entry extends BeginningWait {
  readonly sinceMs: number;
  /** False while a step that was handed back is being tried. */
  isWaiting: boolean;
}

/** Everything that waits in one worker: calls report to it, and it lists the reasons. */
export interface WaitBook extends WaitRecorder {
  /** One per cause, subject and scope: how many wait, since when, until when at most. */
  readonly list: () => readonly Wait[];
}

/** Opens an empty book. */
export function createWaitBook(now: () => number = Date.now): WaitBook {
  const held = new Set<Entry>();
  const postponed = new Map<string, Entry>();
  return {
    begin(wait) {
      const entry = { ...wait, sinceMs: now(), isWaiting: true };
      held.add(entry);
      return () => {
        held.delete(entry);
      };
    },
    postpone(step, wait) {
      const sinceMs = postponed.get(step)?.sinceMs ?? now();
      postponed.set(step, { ...wait, sinceMs, isWaiting: true });
    },
    retry(step) {
      const entry = postponed.get(step);
      if (entry !== undefined) entry.isWaiting = false;
    },
    settle(step) {
      postponed.delete(step);
    },
    list() {
      const nowMs = now();
      for (const [step, { untilMs = 0 }] of postponed)
        if (untilMs + FORGOTTEN_AFTER_MS < nowMs) postponed.delete(step);
      const waiting = [...held, ...postponed.values()].filter(
        // A turn that has come without anyone here taking it was taken elsewhere.
        (entry) => entry.isWaiting && (held.has(entry) || (entry.untilMs ?? nowMs) >= nowMs - 5_000),
      );
      return sumUp(waiting);
    },
  };
}

function sumUp(entries: readonly Entry[]): readonly Wait[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.cause, entry.subject, entry.scope]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((group) => {
    const [{ cause, subject, scope }] = group as [Entry];
    const untilMs = group.map((entry) => entry.untilMs ?? Number.POSITIVE_INFINITY);
    const latest = untilMs.reduce((one, other) => Math.max(one, other));
    return {
      cause,
      subject,
      scope,
      detail: group.at(-1)?.detail ?? null,
      since: instant(group.map(({ sinceMs }) => sinceMs).reduce((one, other) => Math.min(one, other))),
      until: Number.isFinite(latest) ? instant(latest) : null,
      calls: group.length,
    };
  });
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
