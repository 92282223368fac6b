import type { GateCheck, GateReport } from "../domain/gate/gate.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { looksLine } from "./looks-line.js";
import { renderTable, TERMINAL_WIDTH } from "./render-table.js";

/** One-sided bounds of a condition; a dash unless both are known. */
export function formatBounds({
  lowerBound,
  upperBound,
}: Pick<GateCheck, "lowerBound" | "upperBound">): string {
  return formatInterval(
    lowerBound === null || upperBound === null ? null : { lower: lowerBound, upper: upperBound },
  );
}

/** A gate's checks and what comes of them, for the terminal. */
export function renderGate({
  experiment,
  baseline,
  checks,
  sentence,
  warnings,
  looks,
  outcome,
}: GateReport): string {
  const rows = checks.map(({ metric, condition, limit, n, estimate, lowerBound, upperBound, ...check }) => [
    ...[metric, `${condition} ${limit}`, String(n), formatNumber(estimate)],
    formatBounds({ lowerBound, upperBound }),
    ...[String(check.itemsNeeded ?? "–"), check.outcome],
  ]);
  const head = ["metric", "condition", "n", "estimate", "one-sided bounds", "items needed", "outcome"];
  return [
    baseline === null ? experiment : `${experiment} against ${baseline}`,
    "",
    renderTable({ head, rows, keys: 2 }, { width: TERMINAL_WIDTH }),
    "",
    ...checks.map(({ metric, reason }) => `${metric}: ${reason}`),
    ...(looks === null ? [] : [looksLine(looks)]),
    ...warnings.map((warning) => `warning: ${warning}`),
    `Gate: ${outcome}. ${sentence}`,
  ].join("\n");
}
