import type { ExperimentEstimate } from "../domain/experiment/experiment-estimate.js";
import { formatUsd } from "../formatting/format-usd.js";
import { renderTable, TERMINAL_WIDTH } from "./render-table.js";

/** What variants will probably take, for the terminal. */
export function renderEstimate(estimates: readonly ExperimentEstimate[]): string {
  const rows = estimates.map(({ variant, runs, calls, inputTokens, outputTokens, costUsd }) => [
    ...[variant, String(runs), String(calls), String(inputTokens), String(outputTokens)],
    formatUsd(costUsd),
  ]);
  const total = estimates.reduce<number | null>(
    (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
    0,
  );
  const unpriced = [...new Set(estimates.flatMap(({ unpricedModels }) => unpricedModels))];
  const open = [...new Set(estimates.flatMap(({ notEstimated }) => notEstimated))];
  return [
    renderTable(
      { head: ["variant", "runs", "model calls", "input tokens", "output tokens", "cost"], rows },
      { width: TERMINAL_WIDTH },
    ),
    `expected cost of all variants: ${total === null ? `unknown, models.prices has none for ${unpriced.join(", ")}` : formatUsd(total)} (from ${estimates[0]?.sampledItems ?? 0} items; free text counted at maxOutputTokens, else 500 tokens; no item was sent)`,
    ...(open.length === 0
      ? []
      : [`not included, since their own code decides what they ask: ${open.join(", ")}`]),
  ].join("\n");
}
