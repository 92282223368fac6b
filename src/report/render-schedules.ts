import type { ScheduleChange } from "../domain/schedule/schedule-change.js";
import type { ScheduledRun, ScheduleState } from "../domain/schedule/schedule-state.js";
import { formatDuration } from "../formatting/format-duration.js";
import { printableLine } from "../formatting/printable-text.js";
import { renderTable } from "./render-table.js";

/** Schedules as a table: when each is due next, when it ran last, and what came of it. */
export function renderSchedules(states: readonly ScheduleState[]): string {
  if (states.length === 0)
    return "no schedules: give an experiment of the configuration one, and bring it into Temporal with assay schedule sync";
  return renderTable({
    head: ["schedule", "definition", "state", "times", "next run", "last run", "verdict"],
    rows: states.map(({ name, definition, status, times, timezone, nextRuns, lastRuns }) => [
      name,
      definition ?? "–",
      spell(status),
      timezone === null ? times : `${times} ${timezone}`,
      nextRuns[0] ?? "–",
      lastRuns[0]?.scheduledAt ?? lastRuns[0]?.createdAt ?? "–",
      verdictOf(lastRuns[0]),
    ]),
  });
}

/** One schedule with its last runs. */
export function renderSchedule(state: ScheduleState): string {
  const { name, definition, status, note, times, timezone, overlap, nextRuns, lastRuns, counts } = state;
  const { catchupMs, jitterMs } = state;
  const lines = [
    `${name}: ${spell(status)}${note === null ? "" : ` (${note})`}`,
    `definition: ${definition ?? "–"}`,
    `times: ${times}${timezone === null ? "" : ` ${timezone}`}`,
    ...(overlap === null ? [] : [`overlap: ${overlap}`]),
    ...(jitterMs === null ? [] : [`jitter: up to ${formatDuration(jitterMs)}`]),
    ...(catchupMs === null ? [] : [`catch-up: ${formatDuration(catchupMs)}`]),
    ...(counts === null
      ? []
      : [`started ${counts.started}, left out while one ran ${counts.skipped}, missed ${counts.missed}`]),
    `next runs: ${nextRuns.slice(0, 3).join(", ") || "none"}`,
  ];
  if (lastRuns.length === 0) return [...lines, "no run yet"].join("\n");
  const table = renderTable({
    head: ["last runs", "verdict", "messages", "experiment"],
    rows: lastRuns.map((run) => [timeOf(run), verdictOf(run), messagesOf(run), run.experiment ?? "–"]),
  });
  const problems = lastRuns.flatMap((run) => describeProblems(run).map((line) => printableLine(line)));
  return [...lines, "", table, ...(problems.length === 0 ? [] : ["", ...problems])].join("\n");
}

function timeOf({ scheduledAt, createdAt }: ScheduledRun): string {
  return scheduledAt ?? createdAt;
}

/** `2 sent`, `1 sent, 1 failed`. */
function messagesOf({ messages }: ScheduledRun): string {
  const counts = (["sent", "pending", "failed"] as const).flatMap((status) => {
    const count = messages.filter((message) => message.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return counts.join(", ") || "–";
}

function describeProblems(run: ScheduledRun): readonly string[] {
  const why = run.error ?? (run.state === "passed" ? null : run.reason);
  const unsent = run.messages.flatMap(({ channel, error }) =>
    error === null ? [] : [`${timeOf(run)}: the ${channel} message was given up: ${error}`],
  );
  return [...(why === null ? [] : [`${timeOf(run)}: ${why}`]), ...unsent];
}

function verdictOf(run: ScheduleState["lastRuns"][number] | undefined): string {
  if (run === undefined) return "–";
  return run.state === null ? "running" : spell(run.state);
}

const VERBS = { create: "create", update: "update", keep: "unchanged", remove: "remove" } as const;

/** What a synchronisation does, or would do. */
export function renderScheduleChanges(
  changes: readonly ScheduleChange[],
  { prune, dryRun }: { readonly prune: boolean; readonly dryRun: boolean },
): string {
  if (changes.length === 0) return "no schedules in the configuration, and none in Temporal";
  const lines = changes.flatMap((change) => renderChange(change, prune));
  return [...lines, ...(dryRun ? ["a dry run: nothing was changed"] : [])].join("\n");
}

function renderChange(change: ScheduleChange, prune: boolean): readonly string[] {
  const { action, name, definition } = change;
  if (action === "remove" && !prune)
    return [`keep       ${name}: the configuration no longer has it; --prune removes it`];
  const line = `${VERBS[action].padEnd(10)} ${name}${definition === null ? "" : ` (${definition})`}`;
  if (action !== "update") return [line];
  const differences = Object.entries(change.differences).map(
    ([part, { from, to }]) => `             ${part}: ${from} → ${to}`,
  );
  return [line, ...differences];
}

function spell(word: string): string {
  return word.replaceAll("_", " ");
}
