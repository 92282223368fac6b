import type { GateReport } from "../domain/gate.js";
import { formatNumber } from "./format-number.js";
import { renderTable } from "./render-comparison.js";

/** A gate's checks and what comes of them, for the terminal. */
export function renderGate({
  experiment,
  baseline,
  checks,
  sentence,
  warnings,
  outcome,
}: GateReport): string {
  const rows = checks.map(({ metric, condition, limit, n, estimate, lowerBound, upperBound, ...check }) => [
    ...[metric, `${condition} ${limit}`, String(n), formatNumber(estimate)],
    lowerBound === null ? "–" : `[${formatNumber(lowerBound)}, ${formatNumber(upperBound)}]`,
    check.itemsNeeded === null ? "–" : String(check.itemsNeeded),
    check.outcome,
  ]);
  const head = ["metric", "condition", "n", "estimate", "one-sided bounds", "items needed", "outcome"];
  return [
    `${experiment} against ${baseline}`,
    renderTable({ head, rows }),
    ...checks.map(({ metric, reason }) => `${metric}: ${reason}`),
    ...warnings.map((warning) => `warning: ${warning}`),
    `Gate: ${outcome}. ${sentence}`,
  ].join("\n");
}
