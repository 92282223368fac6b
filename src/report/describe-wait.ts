import type { Wait, WaitCause } from "../domain/wait/wait.js";

const WHY: Readonly<Record<WaitCause, (subject: string) => string>> = {
  rate_limit: (subject) => `for the turn in ${subject}'s requests or tokens per minute`,
  model_pause: (subject) =>
    `for the end of ${subject}'s pause, which its provider asked for or its failures caused`,
  concurrency: (subject) => `for a free place in ${subject}`,
  retry: (subject) => `to be tried again after ${subject}`,
  budget: () => "for calls in flight that hold the rest of the budget",
  paused: (subject) => `for: assay resume ${subject}`,
  no_worker: (subject) =>
    `for a worker: none asks for work on the task queue ${subject}; start one with: assay start`,
  temporal: (subject) => `for the Temporal server: ${subject}`,
  store: (subject) => `for the store: ${subject}`,
};

/** What waits, why, since when and until when, as one line. */
export function describeWait({ cause, subject, detail, since, until, calls }: Wait): string {
  const who = calls === 0 ? "waits" : calls === 1 ? "1 call waits" : `${calls} calls wait`;
  const when = [
    ...(since === null ? [] : [`since ${clockTime(since)}`]),
    ...(until === null ? [] : [`until ${clockTime(until)}`]),
  ];
  const reason = WHY[cause](subject);
  return `${who} ${reason.replace(/\.$/, "")}${detail === null ? "" : ` (${detail})`}${when.map((part) => `, ${part}`).join("")}`;
}

/** To the second, in UTC: `2026-01-02T03:04:05Z`. */
function clockTime(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}
