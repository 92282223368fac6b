import type { Baseline } from "../domain/baseline/baseline.js";
import { renderTable } from "./render-table.js";

/** A baseline with who set it, when and why. */
export function renderBaseline({ definition, experiment, setBy, setAt, reason, ...rest }: Baseline): string {
  const { clearedAt, clearedBy, clearedReason } = rest;
  const lines = [`${definition}: ${experiment}`, `  set by ${setBy} at ${setAt}: ${reason}`];
  if (clearedAt !== null) lines.push(`  cleared by ${clearedBy} at ${clearedAt}: ${clearedReason}`);
  return lines.join("\n");
}

/** All baselines of a definition, newest first. */
export function renderBaselineHistory(definition: string, baselines: readonly Baseline[]): string {
  if (baselines.length === 0) return `"${definition}" never had a baseline`;
  const rows = baselines.map(({ experiment, setAt, setBy, reason, ...rest }, index) => [
    experiment,
    setAt,
    setBy,
    reason,
    endOf(rest, baselines[index - 1]),
  ]);
  return renderTable({ head: ["experiment", "set", "by", "reason", "until"], rows });
}

function endOf(
  { clearedAt, clearedBy, clearedReason }: Pick<Baseline, "clearedAt" | "clearedBy" | "clearedReason">,
  next: Baseline | undefined,
): string {
  if (clearedAt !== null) return `${clearedAt}, cleared by ${clearedBy}: ${clearedReason}`;
  return next === undefined ? "now" : next.setAt;
}
