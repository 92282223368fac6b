import type { ScheduleChange } from "../domain/schedule/schedule-change.js";
import type { ScheduleState } from "../domain/schedule/schedule-state.js";
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
  const { name, definition, status, note, times, timezone, overlap, catchupMs, nextRuns, lastRuns, counts } =
    state;
  const lines = [
    `${name}: ${spell(status)}${note === null ? "" : ` (${note})`}`,
    `definition: ${definition ?? "–"}`,
    `times: ${times}${timezone === null ? "" : ` ${timezone}`}`,
    ...(overlap === null ? [] : [`overlap: ${overlap}`]),
    ...(catchupMs === null ? [] : [`catch-up: ${catchupMs / 1_000} s`]),
    ...(counts === null
      ? []
      : [`started ${counts.started}, left out while one ran ${counts.skipped}, missed ${counts.missed}`]),
    `next runs: ${nextRuns.slice(0, 3).join(", ") || "none"}`,
  ];
  if (lastRuns.length === 0) return [...lines, "no run yet"].join("\n");
  const table = renderTable({
    head: ["last runs", "verdict", "experiment"],
    rows: lastRuns.map((run) => [run.scheduledAt ?? run.createdAt, verdictOf(run), run.experiment ?? "–"]),
  });
  const errors = lastRuns.flatMap((run) =>
    run.error === null ? [] : [`${run.scheduledAt ?? run.createdAt}: ${printableLine(run.error)}`],
  );
  return [...lines, "", table, ...errors].join("\n");
}

function verdictOf(run: ScheduleState["lastRuns"][number] | undefined): string {
  if (run === undefined) return "–";
  return run.state === null ? "running" : spell(run.state);
}

const VERBS = { create: "create", update: "update", keep: "unchanged", remove: "remove" } as const;

/** What a synchronisation does, or would do. */
export function renderScheduleChanges(
  changes: readonly ScheduleChange[],
  { prune }: { readonly prune: boolean },
): string {
  if (changes.length === 0) return "no schedules in the configuration, and none in Temporal";
  return changes.flatMap((change) => renderChange(change, prune)).join("\n");
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
