import type { Findings } from "../domain/experiment/findings.js";
import type { FailureOverview } from "../domain/experiment/run-store.js";
import { printableLine } from "../formatting/printable-text.js";

const LONGEST_MESSAGE = 300;

/**
 * A line per kind, evaluators that failed alike in one: `failed runs: 5 × RangeError, such as item "What is…" (i0): no 0`. Those of an outage say so, with when
 * it was. Messages are user code's, and names of items are data's: both hostile.
 */
export function renderFindings({ failures, notes }: Findings): string[] {
  const told = [
    ...failures.map((failure) => ({ ...failure, ...subjectOf(failure), detail: describePassing(failure) })),
    ...notes.map(({ note, comment, scoreName, ...rest }) => ({
      ...rest,
      subject: "note on",
      name: scoreName,
      type: note,
      message: comment,
      detail: "",
    })),
  ];
  const kinds = new Map<string, typeof told>();
  for (const one of told) {
    const kind = JSON.stringify([one.subject, one.type, one.message, one.runs, one.itemId]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return [...kinds.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = same.flatMap(({ name }) => (name === null ? [] : [name]));
    const subject = [first.subject, ...(names.length === 0 ? [] : [names.join(", ")])].join(" ");
    const each = names.length > 1 ? " each" : "";
    return [line(`${subject}: ${first.runs} × ${first.type}${each}${first.detail}`, first, first.message)];
  });
}

/** True when running again may mend some of it. */
export function canRetry({ failures }: Pick<Findings, "failures">): boolean {
  return failures.some(({ scoreName, type }) => scoreName === null || type === "not_evaluated");
}

function line(
  what: string,
  { itemId, itemStart }: { readonly itemId: string; readonly itemStart: string | null },
  message: string,
): string {
  const text = printableLine(message);
  const shown = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE - 1)}…` : text;
  // Where the input is the id, once is enough.
  const isId = itemStart === null || itemStart === itemId || itemStart === JSON.stringify(itemId);
  const item = isId ? itemId : `${itemStart} (${itemId})`;
  return printableLine(`${what}, such as item ${item}${shown === "" ? "" : ": "}`) + shown;
}

function subjectOf({ evaluatorId, scoreName, runs }: FailureOverview): {
  readonly subject: string;
  readonly name: string | null;
} {
  if (scoreName !== null) return { subject: "unscored", name: scoreName };
  return evaluatorId === null
    ? { subject: `failed ${runs === 1 ? "run" : "runs"}`, name: null }
    : { subject: `failed ${runs === 1 ? "evaluation" : "evaluations"} of`, name: evaluatorId };
}

function describePassing({ passing, runs, between }: FailureOverview): string {
  if (passing === 0) return "";
  const which = passing === runs ? "" : `${passing} of them `;
  return ` (${which}by what looks like an outage${between === null ? "" : `, ${describeTimes(between)}`})`;
}

/** `at 07:10:02 UTC on 2026-11-28`, or from when to when. */
function describeTimes([from, to]: readonly [string, string]): string {
  const [day, time] = [from.slice(0, 10), from.slice(11, 19)];
  const [lastDay, lastTime] = [to.slice(0, 10), to.slice(11, 19)];
  if (day !== lastDay) return `from ${day} ${time} to ${lastDay} ${lastTime} UTC`;
  return time === lastTime ? `at ${time} UTC on ${day}` : `from ${time} to ${lastTime} UTC on ${day}`;
}
